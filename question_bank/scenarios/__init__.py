"""Practical packs: one invented company, ten tasks, a CRM full of its data, events, checks and the proof of them.

A pack is a folder ``question_bank/data/scenarios/<pack>/``:

``pack.yaml``       title, company, "today", minutes, instruction for the candidate, aids
``variants.yaml``   pools and slots drawn from a seed, and the values computed from them; so no two neighbours
                    share firms, quantities, discounts, phones, dates or sums
``seed/*.yaml``     rows of the CRM by table with symbolic keys (``#account/j``) and slots (``{{j.name}}``), the trade
                    fair sheet (``leads.yaml``) and the word lists of the background (``background.yaml``)
``documents.yaml``  letters, cards and notes that the candidate reads beside the tasks
``tasks.yaml``      the tasks, and the questions whose answers are read from the CRM
``events.yaml``     what happens while the candidate works, and when
``checks.yaml``     what the judge expects to find, see `scoring.checks.schema`
``script.yaml``     a complete right way through the tasks, step by step
``faults.yaml``     how to spoil that way for one criterion at a time, and other right ways

`load_pack` reads a pack, `build` draws one variant of it: rows with numbers for ids, files, texts, questions, events and
checks with everything filled in. The same pack and seed give the same bytes. `check_packs` names what an author
must mend.
"""
