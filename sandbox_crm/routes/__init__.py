"""The CRM's screens, one module a family; `sandbox_crm.web.load_pages` imports them all."""
