#include "job/job.h"
#include "base/files.h"

#include <unistd.h>

/* Absolute, as the script may be submitted from anywhere; also when the file is not there yet. */
static char *absolute_path(const char *path)
{
	char *absolute = path_real(path), *here, *joined;

	if (absolute != NULL)
		return absolute;
	here = path[0] != '/' ? folder_here() : NULL;
	joined = here != NULL ? path_join(here, path) : xstrdup(path);
	free(here);
	return joined;
}

static bool add_overlay(const struct site *site, const struct job_wish *wish,
	struct bind_set *binds, struct diags *diags)
{
	char *absolute, *spec;
	bool fine;

	if (wish->overlay == NULL || site->overlay.mount == NULL)
		return true;
	absolute = absolute_path(wish->overlay);
	if (strpbrk(absolute, ":,") != NULL) {
		diags_fail(diags, "M17", "--overlay",
			"'%s' has a ':' or ',', which a bind cannot hold", absolute);
		diag_hint(&diags->items[diags->count - 1], "rename it, or name a link to it");
		free(absolute);
		return false;
	}
	spec = xasprintf("%s:%s:image-src=/", absolute, site->overlay.mount);
	fine = bind_set_add(
		binds, spec, "--overlay", site->overlay.why, site->overlay.without, diags);
	free(spec);
	free(absolute);
	return fine;
}

bool job_compose(const struct site *site, const struct job_wish *wish,
	const struct bind_wish *bind_wish, struct bind_set *binds, struct diags *diags)
{
	struct bind_wish asked = *bind_wish;

	asked.no_recipe = bind_wish->no_recipe || wish->container != CONTAINER_PATH;
	if (!bind_compose(site, &asked, binds, diags) || !add_overlay(site, wish, binds, diags))
		return false;
	bind_check(site, binds, asked.image, diags);
	return true;
}
