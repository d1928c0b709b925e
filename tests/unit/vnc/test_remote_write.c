#include "testing.h"

#include "base/files.h"
#include "base/process.h"
#include "vnc/remote.h"
#include "vnc/remote_relays.h"

#include <sys/stat.h>
#include <unistd.h>

/* The program is run by a real sh, with stand-ins for Slurm's programs. */
static char *const shells[] = {(char[]){"sh"}, (char[]){"bash"}};
static size_t shell;
static char folder[] = "/tmp/berth-unit-remote-XXXXXX";
static const char id[] = "20261126-101500-abcd";
static const char asked[] = "{\"backend\": \"direct\", \"listen\": \"socket\", \"width\": 800, "
			    "\"height\": 600, \"created\": 1764000000, \"app\": \"echo 'a b'\"}";

static void put(const char *name, const char *content, mode_t mode)
{
	char *path = path_join(folder, name);
	struct diags diags = {0};

	assert_true(file_write(path, content, strlen(content), mode, FILE_REPLACE, &diags));
	assert_no_diags(&diags);
	free(path);
}

static char *read_file(const char *name)
{
	char *path = path_join(folder, name);
	struct text text = TEXT_INIT;
	struct diags diags = {0};
	bool fine = file_read(path, 1 << 16, &text, &diags);

	free(path);
	diags_release(&diags);
	if (fine)
		return text_detach(&text);
	text_release(&text);
	return xstrdup("(none)");
}

static void has(const char *name, const char *content)
{
	char *found = read_file(name);

	assert_string_equal(found, content);
	free(found);
}

static int mode_of(const char *name)
{
	char *path = path_join(folder, name);
	struct stat status;
	int mode = stat(path, &status) == 0 ? (int)(status.st_mode & 07777) : -1;

	free(path);
	return mode;
}

/* Asks as a login would be asked whose files print something of their own. */
static bool ask(struct vnc_request request, struct vnc_far *far, struct diags *diags)
{
	char *path = xasprintf("PATH=%s:%s", folder, getenv("PATH"));
	char *home = xasprintf("HOME=%s", folder),
	     *state = xasprintf("XDG_STATE_HOME=%s/state", folder);
	char *const argv[] = {(char[]){"sh"}, (char[]){"-c"},
		(char[]){"umask 022; printf 'motd without an end'; exec $0 -s"}, shells[shell],
		NULL};
	char *const env[] = {path, home, state, NULL};
	struct text program = TEXT_INIT;
	struct process process = {.argv = argv, .env = env, .deadline_ms = 60000};
	struct process_result result = {0};
	bool fine;

	request.word = "w0rd";
	vnc_request_write(&request, &program);
	process.input = text_string(&program);
	assert_true(process_run(&process, &result, diags));
	fine = vnc_far_read("lumi", "w0rd", &result.out, &result.err, far, diags);
	process_result_release(&result);
	text_release(&program);
	free(path);
	free(home);
	free(state);
	return fine;
}

static void refuses(struct vnc_request request, const char *wanted)
{
	struct vnc_far far;
	struct diags diags = {0};

	assert_false(ask(request, &far, &diags));
	assert_non_null(find_diag(&diags, wanted));
	vnc_far_release(&far);
	diags_release(&diags);
}

static void start(void)
{
	const struct vnc_request request = {
		.verb = VNC_START, .id = id, .asked = asked, .script = "#!/bin/sh\necho 'a'\n"};
	struct vnc_far far;
	struct diags diags = {0};

	assert_true(ask(request, &far, &diags));
	assert_no_diags(&diags);
	assert_string_equal(far.submitted, "4711");
	vnc_far_release(&far);
}

static void forget(void)
{
	struct vnc_far far;
	struct diags diags = {0};

	put("squeue", "#!/bin/sh\n", 0700);
	assert_true(ask((struct vnc_request){.verb = VNC_FORGET, .id = id}, &far, &diags));
	assert_no_diags(&diags);
	assert_true(far.ended);
	assert_int_equal(mode_of("state/berth/vnc/20261126-101500-abcd"), -1);
	vnc_far_release(&far);
}

static void test_start(void **state UNUSED)
{
	start();
	assert_int_equal(mode_of("state/berth/vnc"), 0700);
	assert_int_equal(mode_of("state/berth/vnc/20261126-101500-abcd"), 0700);
	assert_int_equal(mode_of("state/berth/vnc/20261126-101500-abcd/asked.json"), 0600);
	assert_int_equal(mode_of("state/berth/vnc/20261126-101500-abcd/log"), 0600);
	assert_int_equal(mode_of("state/berth/vnc/20261126-101500-abcd/job.sh"), 0700);
	has("state/berth/vnc/20261126-101500-abcd/job.sh", "#!/bin/sh\necho 'a'\n");
	has("state/berth/vnc/20261126-101500-abcd/job", "4711\n");
	/* Nobody's folder is taken over. */
	refuses((struct vnc_request){.verb = VNC_START, .id = id, .asked = asked, .script = "x"},
		"V43");
	has("state/berth/vnc/20261126-101500-abcd/job", "4711\n");
	forget();
}

static void test_refused(void **state UNUSED)
{
	struct vnc_far far;
	struct diags diags = {0};

	put("sbatch", "#!/bin/sh\necho 'sbatch: error: no such account' >&2\nexit 1\n", 0700);
	assert_true(ask(
		(struct vnc_request){.verb = VNC_START, .id = id, .asked = asked, .script = "x"},
		&far, &diags));
	assert_null(far.submitted);
	assert_string_equal(far.refused, "sbatch: error: no such account");
	assert_int_equal(mode_of("state/berth/vnc/20261126-101500-abcd"), -1);
	vnc_far_release(&far);
	put("sbatch", "#!/bin/sh\ncat > /dev/null\necho 'sbatch: be nice' >&2\necho '4711;lumi'\n",
		0700);
}

static void test_list(void **state UNUSED)
{
	struct vnc_far far;
	struct diags diags = {0};

	start();
	put("state/berth/vnc/20261126-101500-abcd/password", "abcdefgh\n", 0600);
	put("state/berth/vnc/20261126-101500-abcd/passwd", "\001\377", 0600);
	put("state/berth/vnc/20261126-101500-abcd/endpoint", "node nid001000\nport 5903", 0600);
	put("state/berth/vnc/20261126-101500-abcd/log", "one\n\ntwo", 0600);
	assert_true(ask((struct vnc_request){.verb = VNC_LIST}, &far, &diags));
	assert_int_equal(far.sessions.count, 1);
	assert_string_equal(far.sessions.items[0].session.app, "echo 'a b'");
	assert_int_equal(far.sessions.items[0].session.endpoint.port, 5903);
	assert_text_equal(&far.sessions.items[0].log, "one\n\ntwo");
	assert_true(far.sessions.items[0].secrets);
	assert_int_equal(far.sessions.items[0].password.length, 0);
	assert_int_equal(far.sessions.items[0].passwd_length, 0);
	vnc_far_release(&far);
	assert_true(ask((struct vnc_request){.verb = VNC_LIST, .id = "2026", .secrets = true}, &far,
		&diags));
	assert_text_equal(&far.sessions.items[0].password, "abcdefgh");
	assert_int_equal(far.sessions.items[0].passwd_length, 2);
	assert_int_equal(far.sessions.items[0].passwd[1], 255);
	vnc_far_release(&far);
	assert_true(ask((struct vnc_request){.verb = VNC_LIST, .id = "2025"}, &far, &diags));
	assert_int_equal(far.sessions.count, 0);
	vnc_far_release(&far);
	assert_no_diags(&diags);
	forget();
}

/* The module's text tells the password; only the rest of it travels. */
static void test_module(void **state UNUSED)
{
	static const char text[] =
		"\tVnc server running on display :2\n\tVnc port: 5902\n"
		"CONNECT WITH BROWSER\n==================\n"
		"    ssh -N -L 41:nid001000:41  alice@lumi\n"
		"    http://localhost:41/vnc.html?password=Ab3dEf9h\n"
		"==================\nWhen prompted for a password, use Ab3dEf9h\n";
	struct vnc_far far;
	struct diags diags = {0};

	start();
	put("state/berth/vnc/20261126-101500-abcd/asked.json",
		"{\"backend\": \"module\", \"listen\": \"node\", \"width\": 1, \"height\": 1, "
		"\"created\": 1}",
		0600);
	put("state/berth/vnc/20261126-101500-abcd/endpoint", "node nid001000\n", 0600);
	put("state/berth/vnc/20261126-101500-abcd/start.log", text, 0600);
	assert_true(ask((struct vnc_request){.verb = VNC_LIST}, &far, &diags));
	assert_true(far.sessions.items[0].session.has_endpoint);
	assert_int_equal(far.sessions.items[0].session.endpoint.port, 5902);
	assert_int_equal(far.sessions.items[0].password.length, 0);
	vnc_far_release(&far);
	assert_true(ask((struct vnc_request){.verb = VNC_LIST, .secrets = true}, &far, &diags));
	assert_text_equal(&far.sessions.items[0].password, "Ab3dEf9h");
	assert_int_equal(far.sessions.items[0].session.endpoint.port, 5902);
	vnc_far_release(&far);
	assert_no_diags(&diags);
	forget();
}

static void test_folders(void **state UNUSED)
{
	char *session = path_join(folder, "state/berth/vnc/20261126-101500-abcd");
	char *victim = path_join(folder, "victim"),
	     *precious = path_join(folder, "victim/password");
	struct vnc_far far;
	struct diags diags = {0};

	start();
	forget();
	assert_int_equal(mkdir(victim, 0700), 0);
	put("victim/password", "precious\n", 0600);
	assert_int_equal(symlink(victim, session), 0);
	refuses((struct vnc_request){.verb = VNC_CLEAN, .id = id}, "V42");
	refuses((struct vnc_request){.verb = VNC_FORGET, .id = id}, "V42");
	refuses((struct vnc_request){.verb = VNC_START, .id = id, .asked = asked, .script = "x"},
		"V43");
	assert_true(ask((struct vnc_request){.verb = VNC_LIST, .secrets = true}, &far, &diags));
	assert_int_equal(far.sessions.count, 0);
	assert_int_equal(far.strange.count, 1);
	vnc_far_release(&far);
	has("victim/password", "precious\n");
	assert_int_equal(unlink(session), 0);
	/* Others may put things there. */
	assert_int_equal(mkdir(session, 0700), 0);
	assert_int_equal(chmod(session, 0777), 0);
	refuses((struct vnc_request){.verb = VNC_FORGET, .id = id}, "V42");
	assert_int_equal(rmdir(session), 0);
	refuses((struct vnc_request){.verb = VNC_FORGET, .id = id}, "V20");
	refuses((struct vnc_request){.verb = VNC_FORGET, .id = "../../victim"}, "V20");
	refuses((struct vnc_request){.verb = VNC_FORGET, .id = "$(touch x)"}, "V20");
	assert_int_equal(unlink(precious), 0);
	assert_int_equal(rmdir(victim), 0);
	free(session);
	free(victim);
	free(precious);
}

/* An open session is not cleaned; one whose Slurm is silent neither. */
static void test_end(void **state UNUSED)
{
	struct vnc_far far;
	struct diags diags = {0};

	start();
	put("state/berth/vnc/20261126-101500-abcd/password", "abcdefgh\n", 0600);
	put("squeue", "#!/bin/sh\necho 12\necho 4711\n", 0700);
	refuses((struct vnc_request){.verb = VNC_CLEAN, .id = id}, "V30");
	put("squeue", "#!/bin/sh\necho 'Unable to contact slurm controller' >&2; exit 1\n", 0700);
	refuses((struct vnc_request){.verb = VNC_FORGET, .id = id}, "Q01");
	assert_true(ask((struct vnc_request){.verb = VNC_LIST}, &far, &diags));
	assert_false(far.queue_answers);
	assert_only_diag(&diags, "Q01");
	vnc_far_release(&far);
	diags_release(&diags);
	diags = (struct diags){0};
	has("state/berth/vnc/20261126-101500-abcd/password", "abcdefgh\n");
	put("squeue", "#!/bin/sh\n[ -e \"${0%/*}/cancelled\" ] || echo 4711\n", 0700);
	put("scancel", "#!/bin/sh\necho \"$*\" > \"${0%/*}/cancelled\"\n", 0700);
	assert_true(ask((struct vnc_request){.verb = VNC_STOP, .id = id}, &far, &diags));
	assert_no_diags(&diags);
	assert_true(far.ended && far.cancelled);
	has("cancelled", "4711\n");
	has("state/berth/vnc/20261126-101500-abcd/password", "(none)");
	vnc_far_release(&far);
	forget();
}

/* The program gets the next number, and what it says at once comes back. */
static void test_run(void **state UNUSED)
{
	struct vnc_request request = {.verb = VNC_RUN,
		.id = id,
		.script = "echo \"this is $0\" | sed 's/.*[/]//'; echo oops >&2; exit 3\n"};
	struct vnc_far far;
	struct diags diags = {0};
	char *log, *path;

	start();
	put("state/berth/vnc/20261126-101500-abcd/run-1.sh", "mine\n", 0600);
	assert_true(ask(request, &far, &diags));
	assert_no_diags(&diags);
	log = xasprintf("%s/state/berth/vnc/%s/run-2.log", folder, id);
	assert_string_equal(far.ran, log);
	assert_int_equal(far.ran_code, 3);
	assert_string_equal(far.ran_said, "run-2.sh\noops");
	has("state/berth/vnc/20261126-101500-abcd/run-1.sh", "mine\n");
	has("state/berth/vnc/20261126-101500-abcd/run-2.sh", request.script);
	assert_int_equal(mode_of("state/berth/vnc/20261126-101500-abcd/run-2.sh"), 0700);
	vnc_far_release(&far);
	free(log);
	/* Of a session without a job, nobody over there can say where its display is. */
	put("state/berth/vnc/20261126-101500-abcd/process", "there 1 2\n", 0600);
	refuses(request, "V62");
	assert_int_equal(mode_of("state/berth/vnc/20261126-101500-abcd/run-3.sh"), -1);
	path = path_join(folder, "state/berth/vnc/20261126-101500-abcd/process");
	assert_int_equal(unlink(path), 0);
	free(path);
	request.id = "20261126-101500-none";
	refuses(request, "V20");
	forget();
}

static void test_relay(void **state UNUSED)
{
	struct vnc_session session = {.id = (char[]){"a"}, .job = (char[]){"4711"}};
	struct vnc_far far;
	struct diags diags = {0};

	start();
	session.endpoint.socket = (char[]){"/tmp/x"};
	put("srun",
		"#!/bin/sh\necho 'srun: hello'\nwhile [ \"$1\" != sh ]; do shift; done\nexec "
		"\"$@\"\n",
		0700);
	put("python3", "#!/bin/sh\nexit 1\n", 0700);
	assert_true(ask((struct vnc_request){.verb = VNC_RELAY, .id = id, .session = &session},
		&far, &diags));
	assert_string_equal(far.relay, "perl");
	vnc_far_release(&far);
	put("perl", "#!/bin/sh\nexit 1\n", 0700);
	assert_true(ask((struct vnc_request){.verb = VNC_RELAY, .id = id, .session = &session},
		&far, &diags));
	assert_null(far.relay);
	assert_non_null(strstr(far.refused, "neither python3 nor perl"));
	vnc_far_release(&far);
	session.endpoint = (struct vnc_endpoint){.port = 5901};
	assert_true(ask((struct vnc_request){.verb = VNC_RELAY, .id = id, .session = &session},
		&far, &diags));
	assert_string_equal(far.relay, "bash");
	vnc_far_release(&far);
	assert_no_diags(&diags);
	forget();
}

static int set_up(void **state UNUSED)
{
	memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
	if (mkdtemp(folder) == NULL)
		return -1;
	put("sbatch", "#!/bin/sh\ncat > /dev/null\necho 'sbatch: be nice' >&2\necho '4711;lumi'\n",
		0700);
	put("squeue", "#!/bin/sh\n", 0700);
	return 0;
}

static int tear_down(void **state UNUSED)
{
	char *const argv[] = {(char[]){"rm"}, (char[]){"-rf"}, folder, NULL};
	struct process process = {.argv = argv};
	struct process_result result = {0};
	struct diags diags = {0};
	bool fine = process_run_checked(&process, &result, &diags);

	process_result_release(&result);
	diags_release(&diags);
	return fine ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_start),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_module),
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_run),
		cmocka_unit_test(test_relay),
	};
	int failed = 0;

	for (shell = 0; shell < ARRAY_LENGTH(shells); shell++)
		failed += cmocka_run_group_tests(tests, set_up, tear_down);
	return failed;
}
