#include "base/manual/manual.h"

/* Binding of tasks to GPU dies. */
const struct diag_info manual_g_gpus[] = {
	{"G04", "--gpu-bind=closest is not reliable",
		"Slurm's idea of which GPU die is near to a task's cores does not hold on these nodes: "
		"tasks get dies far away, or two tasks the same one.",
		"Name the dies: --gpu-bind=map:... together with --gres-flags=allow-task-sharing, or "
		"set ROCR_VISIBLE_DEVICES in each task before the program starts."},
	{NULL, NULL, NULL, NULL},
};
