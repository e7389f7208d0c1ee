"""Behind the policy, PostgreSQL’s own: what each actor sees and writes, whatever the code forgets."""
