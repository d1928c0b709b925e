#include "job/program.h"
#include "base/files.h"
#include "job/launcher.h"

/* The word that stands between the programs of the two parts, as in the words of srun. */
static bool is_separator(const struct job_wish *wish, const char *word)
{
	return wish->het_partition != NULL && string_equal(word, ":");
}

static size_t first_length(const struct job_wish *wish)
{
	size_t n = 0;

	while (wish->command != NULL && wish->command[n] != NULL &&
		!is_separator(wish, wish->command[n]))
		n++;
	return n;
}

/* "train" from "python train.py --epochs 3": the first word that looks like a script (or a
 * module, behind -m), else the program. Only letters, digits, '-' and '_', so that it can be part
 * of a file's name. */
static void choose_name(struct job *job)
{
	const char *from = job->wish->command[0];
	size_t length = 0;

	for (size_t i = 0; i < first_length(job->wish); i++)
		if (string_ends(job->wish->command[i], ".py") ||
			string_ends(job->wish->command[i], ".sh") ||
			(i > 0 && string_equal(job->wish->command[i - 1], "-m"))) {
			from = job->wish->command[i];
			break;
		}
	for (from = path_base(from); *from != '\0' && length < sizeof job->name - 1; from++) {
		bool plain = (*from >= 'a' && *from <= 'z') || (*from >= 'A' && *from <= 'Z') ||
			     (*from >= '0' && *from <= '9') || *from == '-' || *from == '_';
		if (*from == '.' && length > 0)
			break;
		job->name[length++] = plain ? *from : '-';
	}
	if (length == 0)
		length = (size_t)snprintf(job->name, sizeof job->name, "job");
	job->name[length] = '\0';
}

/* How many words of `command` are those with which people start the launcher by hand. */
static size_t own_words(const struct launcher *how, char *const *command, size_t count)
{
	size_t n = 0;

	while (n < ARRAY_LENGTH(how->own) && how->own[n] != NULL) {
		if (n == count || !string_equal(n == 0 ? path_base(command[n]) : command[n],
					  how->own[n]))
			return 0;
		n++;
	}
	return n;
}

static bool fail_options(const char *launcher, const char *option, struct diags *diags)
{
	diags_fail(diags, "S42", NULL, "'%s' is an option of %s, whose options Berth writes",
		option, launcher);
	diag_hint(&diags->items[diags->count - 1],
		"write only the program and its own arguments behind --");
	return false;
}

bool program_check(struct job *job, struct diags *diags)
{
	const struct job_wish *wish = job->wish;
	size_t count = first_length(wish), own;
	const struct launcher *how;

	if (count == 0 || (wish->het_partition != NULL &&
				  (wish->command[count] == NULL || wish->command[count + 1] == NULL))) {
		diags_fail(diags, "S43", NULL, "no program to run%s",
			count > 0 ? " in the second part" : "");
		diag_hint(&diags->items[diags->count - 1],
			"write it behind %s, for example -- python train.py%s",
			count > 0 ? "':'" : "--",
			wish->het_partition != NULL ? " : ./serve" : "");
		return false;
	}
	if (wish->command[0][0] == '\0') {
		diags_fail(diags, "S43", NULL, "the program's name is empty");
		diag_hint(&diags->items[diags->count - 1], "a variable behind -- may not be set");
		return false;
	}
	choose_name(job);
	if (wish->launcher == LAUNCH_DEFAULT)
		return true;
	how = launcher_of((enum job_launcher)wish->launcher);
	own = own_words(how, wish->command, count);
	if (own > 0 && own == count) {
		diags_fail(diags, "S43", NULL, "no program behind '%s'", wish->command[0]);
		diag_hint(&diags->items[diags->count - 1], "write it behind --");
		return false;
	}
	if (own > 0 && !how->own_options && wish->command[own][0] == '-')
		return fail_options(how->own[0], wish->command[own], diags);
	return true;
}

void program_take(struct job *job)
{
	char *const *command = job->wish->command;
	size_t count = first_length(job->wish), own = own_words(job->how, command, count);

	job->program = xcalloc(count - own + 1, sizeof *job->program);
	memcpy(job->program, command + own, (count - own) * sizeof *job->program);
}

void program_wish_second(const struct job_wish *wish, struct job_wish *second)
{
	*second = (struct job_wish){
		.name = wish->name,
		.account = wish->account,
		.partition = wish->het_partition,
		.nodes = wish->het_nodes,
		.time = wish->time,
		.tasks_per_node = wish->het_tasks_per_node,
		.cores = wish->het_cores,
		.launcher = wish->launcher == LAUNCH_MPI ? LAUNCH_MPI : LAUNCH_DEFAULT,
		.container = wish->container,
		.modules = wish->modules,
		.overlay = wish->overlay,
		.command = wish->command + first_length(wish) + 1,
	};
}
