/* The model of a job script: what its words mean, where its commands run, and its limits. */

#include "testing.h"

#include "check/script.h"

static struct site site;
static struct script script;

static int setup(void **state)
{
	struct diags diags = {0};
	bool loaded = site_load(NULL, &site, &diags);

	(void)state;
	diags_release(&diags);
	return loaded ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	site_release(&site);
	return 0;
}

static int release(void **state)
{
	(void)state;
	script_release(&script);
	script = (struct script){0};
	return 0;
}

static void read_bytes(const char *bytes, size_t length)
{
	script_release(&script);
	script_read(&site, "job.sh", bytes, length, &script);
}

/* The last command of that name; its words with "?" for what is not known, "|" between. */
static const struct script_command *find_command(const char *name)
{
	for (size_t i = script.commands.count; i > 0; i--)
		if (string_equal(script.commands.items[i - 1].name, name))
			return &script.commands.items[i - 1];
	return NULL;
}

static void append_words(struct text *text, const struct script_words *words, size_t first)
{
	for (size_t i = first; i < words->count; i++) {
		const struct script_word *word = &words->items[i];
		text_append(text, i > first ? "|" : "");
		for (size_t at = 0; at < word->text.length; at++)
			text_append_char(text,
				word->text.bytes[at] == SHELL_HOLE ? '?' : word->text.bytes[at]);
		text_append(text, word->splits ? "*" : "");
	}
}

struct expected {
	const char *script, *words; /* of the last command `show`; a star behind what may be several */
};

static void check_all(const struct expected *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct text text = TEXT_INIT;
		const struct script_command *command;
		read_bytes(cases[i].script, strlen(cases[i].script));
		command = find_command("show");
		assert_non_null(command);
		append_words(&text, &command->words, command->program + 1);
		if (!string_equal(text_string(&text), cases[i].words))
			print_error("script:\n%s\nis:\n%s\n", cases[i].script, text_string(&text));
		assert_string_equal(text_string(&text), cases[i].words);
		assert_false(script.incomplete);
		text_release(&text);
	}
}
#define CHECK_ALL(cases) check_all((cases), ARRAY_LENGTH(cases))

static void words(void **state)
{
	static const struct expected cases[] = {
		{"a='x y'; show $a \"$a\" '$a'", "x|y|x y|$a"},
		{"show $nobody \"$nobody\" x$nobody", "?*|?|x?*"},
		{"a=; show \"$a\" $a b", "|b"},
		{"a=1; a+=2; show $a", "12"},
		{"a=1 show $a", "?*"},
		{"show {1..4} {a,b}", "1|2|3|4|?*"},
		{"a=(1 '2 3' 4); show ${a[1]} \"${a[@]}\" ${#a[@]} $a", "2|3|1|2 3|4|3|1"},
		{"a=(1); a+=(2 3); show \"${a[@]}\" ${a[2]} \"${a[7]}\"", "1|2|3|3|"},
		{"a=x; show ${a:-y} ${b:-y} \"${a:+z}\"", "x|?*|z"},
		{"a=dir/f.tar; show ${a#dir/} ${a%.tar} ${a##*/} ${#a}", "f.tar|dir/f|?*|9"},
		{"a=3; show $((a * 2)) $((nobody + 1))", "6|?*"},
		{"m=0xfe; c=2; show $((m << (c*8)))", "16646144"},
		{"show $(echo a b) \"$(echo a b)\" $(seq 2 4)", "a|b|a b|2|3|4"},
		{"a=$(cat <<'E'\nx $y\nE\n); show \"$a\"", "x $y"},
		{"show $(date) \"`date`\"", "?*|?"},
		{"a=$(printf x); show \"$a\"", "?"},
		{"f() { show \"$1\" \"$2\" $#; }; f a 'b c'", "a|b c|2"},
		{"f() { show \"$@\"; }; f a 'b c'", "a|b c"},
		{"a=1\r\nshow $a\r\n", "1"},
		{"show <project> 'a'b\"c\"", "?|abc"},
	};

	(void)state;
	CHECK_ALL(cases);
}

static void variables_over_time(void **state)
{
	static const struct expected cases[] = {
		{"a=1; if x; then a=2; fi; show \"$a\"", "?"},
		{"a=1; (a=2); show $a", "1"},
		{"a=1; x && a=2; show \"$a\"", "?"},
		{"a=1; a=2 | x; show $a", "1"},
		{"a=1; unset a; show \"$a\"", "?"},
		{"a=1; read a; show \"$a\"", "?"},
		{"a=1; while x; do a=2; done; show \"$a\"", "?"},
		{"for i in 1 2 3; do a+=$i; done; show \"$a\"", "?123"},
		{"a=; for i in 1 2 3; do a+=$i; done; show \"$a\"", "123"},
		{"a=; for ((i = 0; i < 4; i++)); do a+=,$i; done; show \"$a\" $i", ",0,1,2,3|4"},
		{"for i in 1 2; do show $i; done", "?*"},
		{"a=1; [[ 1 ]] || exit; show $a", "1"},
		{"((a = 3)); show $a", "3"},
		{"a=1; case $x in b) a=2;; esac; show \"$a\"", "?"},
		{"f() { a=2; }; a=1; f; show $a", "2"},
	};

	(void)state;
	CHECK_ALL(cases);
}

static void scripts_within(void **state)
{
	static const struct expected cases[] = {
		{"bash -c 'show a \"$1\"' x b", "a|b"},
		{"bash -c 'bash -c \"show \\$0 a\"'", "?*|a"},
		{"bash -c \"bash -c 'bash -lc \\\"show a b\\\"'\"", "a|b"},
		{"srun -n 2 bash -c 'show $SLURM_NTASKS'", "?*"},
		{"cat > s.sh <<'E'\nshow \"$1\"\nE\nbash s.sh a", "a"},
		{"cat <<'E' > s.sh\nshow a\nE\nchmod +x s.sh\nsrun ./s.sh", "a"},
		{"echo 'show a' > s.sh; echo 'show b' >> s.sh; . ./s.sh", "b"},
		{"env A=b nice -n 5 timeout 60 show a", "a"},
		{"time -p exec show a", "a"},
	};

	(void)state;
	CHECK_ALL(cases);
}

static void where_commands_run(void **state)
{
	static const struct {
		const char *script;
		enum script_where where;
		bool conditional, loop, background, piped, substitution, function;
	} cases[] = {
		{.script = "show"},
		{.script = "srun show", .where = WHERE_TASK},
		{.script = "singularity exec -B /a x.sif show", .where = WHERE_CONTAINER},
		{.script = "srun singularity run x.sif bash -c 'show'", .where = WHERE_CONTAINER},
		{.script = "if a; then show; fi", .conditional = true},
		{.script = "a && show", .conditional = true},
		{.script = "while a; do show; done", .conditional = true, .loop = true},
		{.script = "show &", .background = true},
		{.script = "show | a", .piped = true},
		{.script = "a $(show)", .substitution = true},
		{.script = "f() { show; }; f", .function = true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct script_command *command;
		read_bytes(cases[i].script, strlen(cases[i].script));
		command = find_command("show");
		assert_non_null(command);
		assert_int_equal(command->where, cases[i].where);
		assert_int_equal(command->conditional, cases[i].conditional);
		assert_int_equal(command->loop, cases[i].loop);
		assert_int_equal(command->background, cases[i].background);
		assert_int_equal(command->piped, cases[i].piped);
		assert_int_equal(command->substitution, cases[i].substitution);
		assert_int_equal(command->function, cases[i].function);
	}
}

static void containers(void **state)
{
	static const struct {
		const char *script, *image, *binds, *program;
	} cases[] = {
		{"singularity exec x.sif a b", "x.sif", "", "a|b"},
		{"singularity -q exec -B /a --bind=/b:/c -B/d x.sif a", "x.sif", "/a|/b:/c|/d", "a"},
		{"singularity exec --rocm --env A=b -H /h x.sif a", "x.sif", "", "a"},
		{"singularity exec $OPTS x.sif a", "x.sif", "", "a"},
		{"S=x.sif; singularity run \"$S\" a", "x.sif", "", "a"},
		{"singularity exec $SIF python a.py", "?*", "", "python|a.py"},
		{"singularity exec -B /a x.sif", "x.sif", "/a", ""},
		{"apptainer shell x.sif", "x.sif", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct text text = TEXT_INIT;
		struct script_container *container;
		read_bytes(cases[i].script, strlen(cases[i].script));
		assert_int_equal(script.containers.count, 1);
		container = script.containers.items[0];
		append_words(&text, &(struct script_words){&container->image.path, 1}, 0);
		assert_string_equal(text_string(&text), cases[i].image);
		text_truncate(&text, 0);
		append_words(&text, &container->binds, 0);
		assert_string_equal(text_string(&text), cases[i].binds);
		text_truncate(&text, 0);
		append_words(&text, &container->program, 0);
		assert_string_equal(text_string(&text), cases[i].program);
		text_release(&text);
	}
	read_bytes("singularity pull x.sif docker://a", 33);
	assert_int_equal(script.containers.count, 0);
}

static void ranks_of_a_step(void **state)
{
	static const char text[] =
		"#!/bin/bash\n#SBATCH --partition=standard-g\n#SBATCH --nodes=1\n"
		"#SBATCH --ntasks-per-node=8\n#SBATCH --gpus-per-node=8\n"
		"cat > select <<'E'\n#!/bin/bash\nexport ROCR_VISIBLE_DEVICES=$((7 - SLURM_LOCALID))\n"
		"exec \"$@\"\nE\nchmod +x select\nsrun ./select ./a.out\n";

	(void)state;
	read_bytes(text, strlen(text));
	assert_int_equal(script.steps.count, 1);
	assert_int_equal(script.steps.items[0]->rank_count, 8);
	for (unsigned i = 0; i < 8; i++) {
		const struct script_rank *rank = &script.steps.items[0]->ranks[i];
		assert_true(rank->visible_known);
		assert_int_equal(rank->visible[0], '7' - (char)i);
		assert_true(mask_has(&rank->gcds, 7 - i));
	}
}

/* What grows without an end is cut, and the script says that it is not complete. */
static void limits(void **state)
{
	static const struct {
		const char *before, *piece, *behind;
		size_t length;
		bool incomplete;
	} cases[] = {
		{"show ", "$((", "", 30000, true},
		{"", "bash -c \"", "", 90000, false},
		{"singularity exec ", "-Ba ", "x.sif a", 1 << 20, false},
		{"f() { f; f; }; f", "\n", "", 10, false},
		{"a=x; ", "a=$a$a; ", "show $a", 10000, false},
		{"", "for i in {1..999}; do ", "a=1", 2200, false},
		{"", "export A=b\n", "", 1 << 20, false},
		{"A=(", "x ", ")\nA+=(${A[@]} ${A[@]})\nA+=(${A[@]})", 10000, false},
		{"", "cat > a <<E\nx\nE\n./a\n", "", 1 << 18, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct text text = TEXT_INIT;
		text_append(&text, cases[i].before);
		while (text.length < cases[i].length)
			text_append(&text, cases[i].piece);
		text_append(&text, cases[i].behind);
		read_bytes(text_string(&text), text.length);
		if (cases[i].incomplete && !script.incomplete)
			print_error("complete: %s\n", cases[i].piece);
		assert_true(script.incomplete || !cases[i].incomplete);
		text_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(words, release),
		cmocka_unit_test_teardown(variables_over_time, release),
		cmocka_unit_test_teardown(scripts_within, release),
		cmocka_unit_test_teardown(where_commands_run, release),
		cmocka_unit_test_teardown(containers, release),
		cmocka_unit_test_teardown(ranks_of_a_step, release),
		cmocka_unit_test_teardown(limits, release),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
