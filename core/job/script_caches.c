#include "job/script_parts.h"
#include "base/files.h"
#include "base/words.h"

static bool suits_image(const struct job *job, const struct site_cache *cache)
{
	const char *framework = job->image != NULL ? job->image->name.framework : NULL;

	if (cache->frameworks.count == 0)
		return true;
	for (size_t i = 0; framework != NULL && i < cache->frameworks.count; i++)
		if (string_equal(framework, cache->frameworks.items[i]))
			return true;
	return false;
}

/* Whether the script sets the cache. A session has no folder of its own on the nodes. */
static bool is_used(const struct job *job, const struct site_cache *cache)
{
	if (!script_applies(job, cache->when) ||
		script_is_set_by_user(job, cache->record.name))
		return false;
	if (cache->place == CACHE_KEPT)
		return job->wish->caches != NULL;
	return script_has_container(job) && !job->how->prepares && !job->interactive &&
	       suits_image(job, cache);
}

static bool begins_name(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool is_user(const char *dollar)
{
	const char *behind = dollar + strlen("$USER");

	return string_starts(dollar, "$USER") && !begins_name(*behind) &&
	       !(*behind >= '0' && *behind <= '9');
}

/* In double quotes, so that the shell fills in $NAME and nothing else. Jobs of services and of
 * cron may have no USER, and people then share what is named after nobody. */
static void append_node_folder(struct text *text, const char *folder)
{
	text_append_char(text, '"');
	for (const char *p = folder; *p != '\0'; p++) {
		if (is_user(p)) {
			text_append(text, "${USER:-$UID}");
			p += strlen("USER");
			continue;
		}
		if (strchr("\"`\\", *p) != NULL || (*p == '$' && !begins_name(p[1])))
			text_append_char(text, '\\');
		text_append_char(text, *p);
	}
	text_append_char(text, '"');
}

/* `same` is an earlier variable with the same folder, or NULL. */
static void append_variable(const struct job *job, const struct site_cache *cache,
	const struct site_cache *same, struct text *text)
{
	text_append_format(text, "export %s=", cache->record.name);
	if (same != NULL) {
		text_append_format(text, "$%s", same->record.name);
	} else if (cache->place == CACHE_NODE) {
		append_node_folder(text, cache->folder);
	} else {
		char *path = path_join(job->wish->caches, cache->folder);
		text_append_shell_word(text, path);
		free(path);
	}
	text_append_char(text, '\n');
}

void script_append_caches(const struct job *job, struct text *text)
{
	const struct site_cache *last = NULL;
	const char *reason = NULL;
	bool same;

	YAML_EACH(const struct site_cache, cache, &job->site->caches) {
		if (!is_used(job, cache))
			continue;
		if (reason == NULL || cache->why == NULL || !string_equal(reason, cache->why)) {
			text_append_char(text, '\n');
			if (cache->why != NULL)
				script_append_comment(text, cache->why);
		}
		reason = cache->why;
		same = last != NULL && last->place == cache->place &&
		       string_equal(last->folder, cache->folder);
		append_variable(job, cache, same ? last : NULL, text);
		last = same ? last : cache;
	}
	/* The batch job itself runs on the first node, so on one node it can make the folders. */
	if (job->nodes == 1)
		script_append_folders(job, text);
}

static bool has_folder(const struct job *job)
{
	YAML_EACH(const struct site_cache, cache, &job->site->caches)
		if (cache->place == CACHE_NODE && is_used(job, cache))
			return true;
	return false;
}

bool script_makes_folders(const struct job *job)
{
	return job->nodes > 1 && has_folder(job);
}

void script_append_folders(const struct job *job, struct text *text)
{
	const char *last = NULL;

	if (!has_folder(job))
		return;
	text_append(text, "mkdir -p");
	YAML_EACH(const struct site_cache, cache, &job->site->caches) {
		if (cache->place != CACHE_NODE || !is_used(job, cache) ||
			(last != NULL && string_equal(last, cache->folder)))
			continue;
		last = cache->folder;
		text_append_format(text, " \"$%s\"", cache->record.name);
	}
	text_append_char(text, '\n');
}
