#include "build/registry.h"
#include "base/process.h"

#include <ctype.h>

/* "docker.io" is how its images are named; the registry has another host. */
static bool is_docker_hub(const char *name, size_t length)
{
	static const char *const names[] = {"docker.io", "index.docker.io"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (strlen(names[i]) == length && strncmp(name, names[i], length) == 0)
			return true;
	return false;
}

/* "host", "host:port" or "[address of IPv6]:port". */
static bool split(const char *name, size_t length, struct text *host, struct text *port)
{
	const char *end = name + length, *host_end, *number;
	bool brackets = length > 0 && name[0] == '[';

	if (brackets) {
		name++;
		host_end = memchr(name, ']', (size_t)(end - name));
		if (host_end == NULL)
			return false;
		number = host_end + 1;
	} else {
		host_end = memchr(name, ':', length);
		number = host_end = host_end != NULL ? host_end : end;
	}
	if (host_end == name || host_end - name > 253 ||
		(number < end && (*number != ':' || end - number < 2 || end - number > 6)))
		return false;
	for (const char *at = name; at < host_end; at++)
		if (!isalnum((unsigned char)*at) && strchr(brackets ? ":." : ".-_", *at) == NULL)
			return false;
	for (const char *at = number + 1; at < end; at++)
		if (!isdigit((unsigned char)*at))
			return false;
	text_append_bytes(host, name, (size_t)(host_end - name));
	if (number < end)
		text_append_bytes(port, number + 1, (size_t)(end - number - 1));
	else
		text_append(port, "443");
	return true;
}

bool registry_of(
	const struct site *site, const char *address, struct text *host, struct text *port)
{
	static const char *const kinds[] = {"docker://", "oras://"};
	const char *standard = site->build.docker_registry, *name = NULL;
	size_t length;
	bool named;

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		if (string_starts(address, kinds[i]))
			name = address + strlen(kinds[i]);
	if (name == NULL)
		return false;
	length = strcspn(name, "/");
	named = name[length] == '/' &&
		(memchr(name, '.', length) != NULL || memchr(name, ':', length) != NULL ||
			(length == 9 && strncmp(name, "localhost", 9) == 0)) &&
		!is_docker_hub(name, length);
	if (named)
		return split(name, length, host, port);
	return standard != NULL && split(standard, strlen(standard), host, port);
}

const char *registry_proxy(void)
{
	static const char *const names[] = {
		"https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		const char *value = getenv(names[i]);
		if (value != NULL && value[0] != '\0')
			return names[i];
	}
	return NULL;
}

/* The end of bash's first line: "bash: line 1: /dev/tcp/HOST/PORT: Connection refused". */
static void find_reason(const char *said, struct text *reason)
{
	size_t length = strcspn(said, "\n"), from = length;

	while (from > 0 && !(said[from - 1] == ' ' && from > 1 && said[from - 2] == ':'))
		from--;
	text_append_bytes(reason, said + from, length - from);
}

bool registry_answers(const char *host, const char *port, struct text *reason)
{
	struct strings argv = {0};
	struct process process = {.deadline_ms = REGISTRY_DEADLINE_MS,
		.env = (char *const[]){(char[]){"LC_ALL=C"}, NULL}, .output_limit = 4096};
	struct process_result result = {0};
	struct diags unheard = {0};
	bool answers = true;

	strings_add(&argv, "bash");
	strings_add(&argv, "-c");
	strings_add(&argv, "exec 3<> \"/dev/tcp/$1/$2\"");
	strings_add(&argv, "bash");
	strings_add(&argv, host);
	strings_add(&argv, port);
	process.argv = strings_argv(&argv);
	if (process_run(&process, &result, &unheard)) {
		const char *said = text_string(&result.err);
		/* A bash that was built without /dev/tcp looks for such a file. */
		bool unknown = strstr(said, "No such file or directory") != NULL;
		answers = result.exit_code == 0 || unknown;
		if (result.timed_out)
			text_append_format(reason, "no answer within %d seconds",
				REGISTRY_DEADLINE_MS / 1000);
		else if (!answers)
			find_reason(said, reason);
	}
	process_result_release(&result);
	diags_release(&unheard);
	strings_release(&argv);
	return answers;
}
