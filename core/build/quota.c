#include "build/quota.h"
#include "base/diag.h"
#include "base/process.h"
#include "base/units.h"

#include <unistd.h>

/* The words of all lines but headings. */
static void split(const char *answer, struct strings *words)
{
	while (*answer != '\0') {
		size_t length;
		answer += strspn(answer, " \t\r\n");
		length = strcspn(answer, " \t\r\n");
		if (length > 0)
			strings_add_length(words, answer, length);
		answer += length;
	}
}

static bool read_number(const char *word, uint64_t *number)
{
	size_t digits = strspn(word, "0123456789");

	if (digits == 0 || digits > 18 || (word[digits] != '\0' && !string_equal(word + digits, "*")))
		return false;
	*number = strtoull(word, NULL, 10);
	return true;
}

bool quota_read(const char *answer, struct quota *quota)
{
	struct strings words = {0};
	uint64_t numbers[6];
	static const size_t columns[] = {1, 2, 3, 5, 6, 7}; /* 4 and 8 are the graces */
	bool fine;

	split(answer, &words);
	fine = words.count >= 8;
	for (size_t i = 0; fine && i < ARRAY_LENGTH(columns); i++)
		fine = read_number(words.items[columns[i]], &numbers[i]);
	if (fine)
		*quota = (struct quota){
			.bytes_used = numbers[0] << 10,
			/* The hard limit, else the soft one. */
			.bytes_limit = (numbers[2] > 0 ? numbers[2] : numbers[1]) << 10,
			.files_used = numbers[3],
			.files_limit = numbers[5] > 0 ? numbers[5] : numbers[4],
		};
	strings_release(&words);
	return fine;
}

uint64_t quota_read_project(const char *answer)
{
	struct strings words = {0};
	uint64_t project = 0;

	split(answer, &words);
	if (words.count < 2 || !read_number(words.items[0], &project))
		project = 0;
	strings_release(&words);
	return project;
}

static bool ask(const char *const *words, struct text *answer)
{
	struct strings argv = {0};
	struct process process = {.deadline_ms = 10000};
	struct process_result result = {0};
	struct diags unheard = {0};
	bool fine;

	for (; *words != NULL; words++)
		strings_add(&argv, *words);
	process.argv = strings_argv(&argv);
	fine = process_run_checked(&process, &result, &unheard);
	text_append_bytes(answer, text_string(&result.out), result.out.length);
	process_result_release(&result);
	diags_release(&unheard);
	strings_release(&argv);
	return fine;
}

bool quota_ask(const char *folder, struct quota *quota)
{
	struct text answer = TEXT_INIT;
	uint64_t project = 0;
	char *number;
	bool fine;

	if (ask((const char *const[]){"lfs", "project", "-d", folder, NULL}, &answer))
		project = quota_read_project(text_string(&answer));
	text_truncate(&answer, 0);
	number = project > 0 ? xasprintf("%llu", (unsigned long long)project)
			     : xasprintf("%lu", (unsigned long)getuid());
	fine = ask((const char *const[]){"lfs", "quota", "-q", project > 0 ? "-p" : "-u", number,
			   folder, NULL},
		       &answer) &&
	       quota_read(text_string(&answer), quota);
	free(number);
	text_release(&answer);
	return fine;
}
