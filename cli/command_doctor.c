#include "cli/command_more.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/process.h"
#include "base/yaml.h"
#include "site/demo.h"
#include "slurm/slurm.h"
#include "vnc/probe.h"
#include "vnc/qr.h"
#include "vnc/ssh.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct doctor {
	struct cli *cli;
	json_t *checks;
	bool slurm_answers;
	struct text slurm_says; /* its version, or why it does not answer */
};

static void report(struct doctor *doctor, const char *what, bool there, const char *detail)
{
	json_t *object = json_object();
	struct text *out = &doctor->cli->out;

	json_object_set_new(object, "what", json_string(what));
	json_object_set_new(object, "there", json_boolean(there));
	json_object_set_new(object, "detail", json_string_or_null(detail));
	json_array_append_new(doctor->checks, object);
	if (doctor->cli->color)
		text_append(out, there ? "\033[32m" : "\033[33m");
	text_append(out, there ? "yes  " : "no   ");
	if (doctor->cli->color)
		text_append(out, "\033[0m");
	text_append_format(out, "%-22s ", what);
	text_append_clean(out, detail != NULL ? detail : "", CLEAN_LINE);
	text_append_char(out, '\n');
}

/* Programs that Berth or its scripts use: what they are for, and how they tell their version. */
static const struct tool {
	const char *name, *version_option, *purpose;
	bool of_slurm; /* of no use without its controller */
} tools[] = {
	{"singularity", "--version", "runs the containers", false},
	{"apptainer", "--version", "runs the containers where there is no singularity", false},
	{"sbatch", "--version", "submits jobs", true},
	{"srun", NULL, "starts tasks", true},
	{"squeue", NULL, "shows jobs", true},
	{"proot", NULL, "builds images without root", false},
	{"cotainr", NULL, "builds images with conda", false},
	{"mksquashfs", NULL, "packs folders into one file", false},
	{"ssh", NULL, "tunnels to VNC", false},
	{"Xvnc", NULL, "draws the desktops of VNC sessions (where their jobs run)", false},
};

/* Appends the first line of what the program says of its version; false when it says nothing. */
static bool ask_version(char *path, const char *option, struct text *version)
{
	char *argv[] = {path, (char *)(uintptr_t)option, NULL};
	struct process process = {.argv = argv, .deadline_ms = 3000};
	struct process_result result = {0};
	struct diags ignored = {0};
	bool fine = process_run(&process, &result, &ignored) && result.exit_code == 0;

	if (fine)
		text_append_bytes(version, text_string(&result.out),
			strcspn(text_string(&result.out), "\n"));
	process_result_release(&result);
	diags_release(&ignored);
	return fine;
}

/* What is there and cannot be used is not there for whoever counts on it. */
static void check_tool(struct doctor *doctor, const struct tool *tool)
{
	char *path = program_find(tool->name);
	struct text detail = TEXT_INIT;
	bool works = path != NULL;

	if (path == NULL) {
		text_append_format(&detail, "not in PATH; it %s", tool->purpose);
	} else if (tool->of_slurm && !doctor->slurm_answers) {
		works = false;
		text_append_format(&detail, "found %s, but Slurm does not answer", path);
	} else if (tool->version_option == NULL) {
		text_append(&detail, path);
	} else if (!ask_version(path, tool->version_option, &detail)) {
		works = false;
		text_append_format(&detail, "found %s, but it does not answer", path);
	}
	report(doctor, tool->name, works, text_string(&detail));
	text_release(&detail);
	free(path);
}

static void ask_slurm(struct doctor *doctor)
{
	const struct slurm_client client = {.deadline_ms = 3000};
	struct diags said = {0};

	doctor->slurm_answers =
		slurm_version(&client, &doctor->slurm_says, &said) && slurm_ping(&client, &said);
	if (!doctor->slurm_answers) {
		text_truncate(&doctor->slurm_says, 0);
		text_append(&doctor->slurm_says,
			said.count > 0 ? said.items[0].message : "no answer");
	}
	diags_release(&said);
}

static void check_modules(struct doctor *doctor)
{
	const char *lmod = getenv("LMOD_CMD"), *home = getenv("MODULESHOME");

	report(doctor, "modules", lmod != NULL || home != NULL,
		lmod != NULL   ? lmod
		: home != NULL ? home
			       : "no Lmod and no Environment Modules in this shell");
}

static void check_site(struct doctor *doctor)
{
	const struct site *site = cli_site(doctor->cli);
	struct text layers = TEXT_INIT;

	if (site == NULL) {
		report(doctor, "site", false, "the site file has mistakes");
		return;
	}
	for (size_t i = 0; i < site->layers.count; i++)
		text_append_format(&layers, "%s%s", i > 0 ? ", " : "", site->layers.items[i]);
	report(doctor, "site", true, text_string(&layers));
	text_release(&layers);
	YAML_EACH(struct site_root, root, &site->roots) {
		struct text what = TEXT_INIT;
		text_append_format(&what, "root %s", root->record.name);
		report(doctor, text_string(&what), access(root->path, R_OK | X_OK) == 0, root->path);
		text_release(&what);
	}
}

/* The terminal one sits at, also when the output goes to a pager or to the workbench. */
static bool find_terminal(struct winsize *size)
{
	int fd = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
	bool there = fd >= 0 && ioctl(fd, TIOCGWINSZ, size) == 0;

	if (fd >= 0)
		close(fd);
	return there || (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, size) == 0);
}

static void check_terminal(struct doctor *doctor)
{
	const char *term = getenv("TERM");
	struct winsize size = {0};
	struct text detail = TEXT_INIT;
	bool terminal = find_terminal(&size);

	text_append_format(&detail, "TERM=%s", term != NULL ? term : "");
	if (terminal)
		text_append_format(&detail, ", %u columns, %u lines", size.ws_col, size.ws_row);
	text_append(&detail, doctor->cli->ascii ? ", ASCII only" : ", UTF-8");
	if (!terminal)
		text_append(&detail, ", but nobody sits at a terminal here");
	report(doctor, "terminal", terminal, text_string(&detail));
	text_release(&detail);
}

/* Which keys there are is the workbench's to know; that it cannot be read at all is told here.
 * False with diagnostics. */
static bool can_be_read(const char *path, struct diags *diags)
{
	struct text text = TEXT_INIT;
	struct arena arena = {0};
	bool fine = file_read(path, YAML_SIZE_LIMIT, &text, diags) &&
		    yaml_tree(path, text_string(&text), text.length, &arena, diags) != NULL;

	arena_release(&arena);
	text_release(&text);
	return fine;
}

static void check_configuration(struct doctor *doctor)
{
	char *folder = folder_config();
	char *path = folder != NULL ? path_join(folder, "config.yaml") : NULL;
	struct text detail = TEXT_INIT;
	bool there = folder != NULL && access(folder, R_OK) == 0, fine = true;

	if (folder != NULL)
		text_append_format(&detail, "%s%s", folder, there ? "" : " is ");
	if (!there)
		text_append(&detail, "not there: everything is as it comes");
	else if (access(path, F_OK) == 0)
		fine = can_be_read(path, &doctor->cli->diags);
	if (!fine)
		text_append(&detail, ", but config.yaml cannot be read");
	report(doctor, "configuration", there && fine, text_string(&detail));
	text_release(&detail);
	free(path);
	free(folder);
}

static void check_demo(struct doctor *doctor)
{
	char *path = demo_images_folder();
	bool there = path != NULL && access(path, R_OK) == 0;
	struct text detail = TEXT_INIT;

	if (path != NULL)
		text_append_format(&detail, "%s%s", path, there ? "" : " is ");
	if (!there)
		text_append(&detail, "not there: the site 'demo' has none");
	report(doctor, "demo images", there, text_string(&detail));
	text_release(&detail);
	free(path);
}

/* What this build was made without. */
static void check_vnc(struct doctor *doctor)
{
	bool there = vnc_can_probe();

	report(doctor, "VNC probe", there,
		there ? "servers can be asked and pictured"
		      : "built without libvncclient and libpng: no pictures, and no more than the "
			"greeting of a server is read");
	there = vnc_can_qr();
	report(doctor, "QR codes", there,
		there ? "'berth vnc info --qr' draws them" : "built without libqrencode");
}

static void check_ssh(struct doctor *doctor)
{
	report(doctor, "tunnel", ssh_is_available(),
		ssh_is_available() ? "Berth connects by ssh itself"
		: ssh_is_built()   ? "this host lacks libssh: no 'berth tunnel'"
				   : "built without libssh: no 'berth tunnel'");
}

void command_doctor(struct cli *cli)
{
	struct doctor doctor = {.cli = cli, .checks = json_array()};

	ask_slurm(&doctor);
	for (size_t i = 0; i < ARRAY_LENGTH(tools); i++)
		check_tool(&doctor, &tools[i]);
	report(&doctor, "Slurm", doctor.slurm_answers, text_string(&doctor.slurm_says));
	text_release(&doctor.slurm_says);
	check_modules(&doctor);
	check_vnc(&doctor);
	check_ssh(&doctor);
	check_site(&doctor);
	check_configuration(&doctor);
	check_demo(&doctor);
	check_terminal(&doctor);
	if (cli->json)
		json_object_set(cli_document(cli, "berth.doctor/1"), "checks", doctor.checks);
	json_decref(doctor.checks);
}
