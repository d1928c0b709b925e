#include "tui/view.h"

/* Each in its file in views/; the order is that of the bar. */
#define VIEWS(ROW)                                                                                 \
	ROW(home)                                                                                  \
	ROW(images)                                                                                \
	ROW(binds)                                                                                 \
	ROW(build)                                                                                 \
	ROW(job)                                                                                   \
	ROW(sessions)                                                                              \
	ROW(runs)                                                                                  \
	ROW(check)                                                                                 \
	ROW(doctor)

#define DECLARATION(name) extern const struct view_ops view_##name;
VIEWS(DECLARATION)

#define ROW(name) &view_##name,
const struct view_ops *const view_table[] = {VIEWS(ROW) NULL};
