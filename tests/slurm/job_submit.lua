-- What the site decides beyond slurm.conf, without an accounting data base: every job names a
-- project of the right form, and sbatch's --cpus-per-task reaches srun.

function slurm_job_submit(job, partitions, uid)
   if job.account == nil or job.account == "" then
      slurm.log_user("AssocMaxSubmitJobLimit")
      return slurm.ESLURM_ACCOUNTING_POLICY
   end
   if job.account:match("^project_46%d%d%d%d%d%d%d$") == nil then
      return slurm.ESLURM_INVALID_ACCOUNT
   end
   if job.script ~= nil and job.cpus_per_task ~= nil and job.cpus_per_task < 65534 then
      job.environment["SRUN_CPUS_PER_TASK"] = tostring(job.cpus_per_task)
   end
   return slurm.SUCCESS
end

function slurm_job_modify(job, record, partitions, uid)
   return slurm.SUCCESS
end
