#include "tui/view.h"

/* Each in its file in views/; the order is that of the bar. */
extern const struct view_ops view_home, view_images, view_binds, view_build, view_job,
	view_sessions, view_runs, view_check, view_doctor;

const struct view_ops *const view_table[] = {
	&view_home,
	&view_images,
	&view_binds,
	&view_build,
	&view_job,
	&view_sessions,
	&view_runs,
	&view_check,
	&view_doctor,
	NULL,
};
