"""Selling: products, goals, pipelines, opportunities; pure rules beside the commands that use them."""
