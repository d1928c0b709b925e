#include "testing.h"

#include "vnc/remote.h"

#define ASKED                                                                                      \
	" {\"backend\": \"direct\", \"listen\": \"socket\", \"app\": \"xclock\", \"image\": "      \
	"null,\n"                                                                                  \
	"  \"width\": 800, \"height\": 600, \"created\": 1764000000}\n"
#define BEGIN "berth-answer/1 w0rd\n"
#define LOGIN "user\n alice\nnode\n uan01\nfolder\n /home/alice/.local/state/berth/vnc\n"
#define END "end w0rd\n"

static bool read_answer(const char *bytes, struct vnc_far *far, struct diags *diags)
{
	struct text printed = TEXT_INIT, said = TEXT_INIT;
	bool fine;

	text_append(&printed, bytes);
	text_append(&said,
		"slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n");
	fine = vnc_far_read("lumi", "w0rd", &printed, &said, far, diags);
	text_release(&printed);
	text_release(&said);
	return fine;
}

static void refused(const char *bytes, const char *id)
{
	struct vnc_far far;
	struct diags diags = {0};

	assert_false(read_answer(bytes, &far, &diags));
	assert_non_null(find_diag(&diags, id));
	vnc_far_release(&far);
	diags_release(&diags);
}

static void test_sessions(void **state UNUSED)
{
	struct vnc_far far;
	struct diags diags = {0};
	const struct vnc_far_session *one;

	assert_true(read_answer(
		"Welcome!\nend w0rd\n\n" BEGIN LOGIN "session\n 20261126-101500-abcd\nasked\n" ASKED
		"\njob\n 4711\n\n"
		"endpoint\n node nid001000\n display 3\n socket /tmp/berth-vnc-x/vnc\n\n"
		"secrets\npassword\n abcdefgh\n\npasswd\n 00 1f a2\nlog\n one\n\n two\n"
		"session\n 20261125-101500-abcd\nasked\n" ASKED "\nstrange\n /x/y\n"
		"queue\n \n" END "bye\n",
		&far, &diags));
	assert_no_diags(&diags);
	assert_string_equal(far.user, "alice");
	assert_string_equal(far.node, "uan01");
	assert_true(far.queue_answers);
	assert_int_equal(far.sessions.count, 2);
	assert_int_equal(far.strange.count, 1);
	one = &far.sessions.items[0];
	assert_string_equal(
		one->session.folder, "/home/alice/.local/state/berth/vnc/20261126-101500-abcd");
	assert_string_equal(one->session.app, "xclock");
	assert_string_equal(one->session.job, "4711");
	assert_true(one->session.has_endpoint && one->secrets);
	assert_string_equal(one->session.endpoint.socket, "/tmp/berth-vnc-x/vnc");
	assert_text_equal(&one->password, "abcdefgh");
	assert_text_equal(&one->log, "one\ntwo");
	assert_int_equal(one->passwd_length, 3);
	assert_int_equal(one->passwd[2], 0xa2);
	assert_null(far.sessions.items[1].session.job);
	assert_false(far.sessions.items[1].secrets);
	vnc_far_release(&far);
	diags_release(&diags);
}

static void test_find(void **state UNUSED)
{
	struct vnc_far far;
	struct diags diags = {0};

	assert_true(read_answer(BEGIN LOGIN "session\n 20261126-101500-abcd\nasked\n" ASKED
					    "session\n 20261126-091500-abcd\nasked\n" ASKED END,
		&far, &diags));
	assert_string_equal(
		vnc_far_find(&far, "lumi", "last", &diags)->session.id, "20261126-101500-abcd");
	assert_string_equal(
		vnc_far_find(&far, "lumi", "", &diags)->session.id, "20261126-101500-abcd");
	assert_string_equal(vnc_far_find(&far, "lumi", "20261126-09", &diags)->session.id,
		"20261126-091500-abcd");
	assert_no_diags(&diags);
	assert_null(vnc_far_find(&far, "lumi", "20261126", &diags));
	assert_null(vnc_far_find(&far, "lumi", "2025", &diags));
	assert_int_equal(diags_count(&diags, SEVERITY_ERROR), 2);
	assert_non_null(find_diag(&diags, "V20"));
	vnc_far_release(&far);
	diags_release(&diags);
}

/* The answer of another request, or one that somebody in the motd has made up, is none. */
static void test_no_answer(void **state UNUSED)
{
	refused("", "V40");
	refused("Welcome to LUMI\n", "V40");
	refused("berth-answer/1 other\n" LOGIN "end other\n", "V40");
	refused(" " BEGIN LOGIN END, "V40");
	refused(BEGIN LOGIN, "V41");
	refused(BEGIN LOGIN "session\n end w0rd\n", "V41");
	refused(BEGIN END, "V41");
	refused(BEGIN "folder\n relative\n" END, "V41");
}

static void test_troubles(void **state UNUSED)
{
	refused(BEGIN LOGIN "trouble\n folder\n /home/alice/x\n" END, "V42");
	refused(BEGIN LOGIN "trouble\n write\n No space left on device\n" END, "V43");
	refused(BEGIN LOGIN "trouble\n slurm\n \n" END, "V44");
	refused(BEGIN LOGIN "trouble\n never heard of\n" END, "V41");
	refused(BEGIN LOGIN "trouble\n" END, "V41");
	refused(BEGIN LOGIN "unanswered\n" END, "Q01");
}

/* What is no session does not hide those that are. */
static void test_strange_sessions(void **state UNUSED)
{
	struct vnc_far far;
	struct diags diags = {0};

	assert_true(read_answer(BEGIN LOGIN
		"session\n 20261126-101500-abcd\nasked\n {}\n\n"
		"session\n ../../etc\nasked\n" ASKED "session\n one\n two\nasked\n" ASKED
		"session\n 20261126-091500-abcd\nasked\n" ASKED
		"job\n 1; rm -rf /\n\nendpoint\n node $(id)\n port 99999\n\n"
		"passwd\n 00 zz\n" END,
		&far, &diags));
	assert_only_diag(&diags, "V21");
	assert_int_equal(far.sessions.count, 1);
	assert_null(far.sessions.items[0].session.job);
	assert_false(far.sessions.items[0].session.has_endpoint);
	assert_int_equal(far.sessions.items[0].passwd_length, 1);
	vnc_far_release(&far);
	diags_release(&diags);
}

static void test_other_items(void **state UNUSED)
{
	struct vnc_far far;
	struct diags diags = {0};

	assert_true(read_answer(BEGIN LOGIN
		"submitted\n 12\nrefused\n sbatch: error: no\nrelay\n perl\n"
		"ended\n no\nfuture\n thing\n" END,
		&far, &diags));
	assert_no_diags(&diags);
	assert_string_equal(far.submitted, "12");
	assert_string_equal(far.refused, "sbatch: error: no");
	assert_string_equal(far.relay, "perl");
	assert_true(far.ended && !far.cancelled);
	vnc_far_release(&far);
	assert_true(
		read_answer(BEGIN LOGIN "code\n 300\nsaid\n a\n b\nran\n /x/run-1.log\n"
				"code\n 7\n" END,
			&far, &diags));
	assert_int_equal(far.ran_code, 7);
	assert_string_equal(far.ran, "/x/run-1.log");
	assert_string_equal(far.ran_said, "a\nb");
	vnc_far_release(&far);
	/* What makes no sense is no success. */
	assert_true(read_answer(BEGIN LOGIN "code\n 300\nran\n x\n" END, &far, &diags));
	assert_int_equal(far.ran_code, 255);
	vnc_far_release(&far);
	assert_true(
		read_answer(BEGIN LOGIN "submitted\n 12 --help\nended\n 3\n" END, &far, &diags));
	assert_null(far.submitted);
	assert_true(far.cancelled);
	vnc_far_release(&far);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sessions),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_no_answer),
		cmocka_unit_test(test_troubles),
		cmocka_unit_test(test_strange_sessions),
		cmocka_unit_test(test_other_items),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
