"""The entities of the sandbox CRM; `ALL` in `sandbox_crm.models.everything` names them in order of dependence."""
