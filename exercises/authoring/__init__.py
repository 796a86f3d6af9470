"""What authors write with. Runs inside the sandbox beside their code: no Django, no database, no file of the site."""
