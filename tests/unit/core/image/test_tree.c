#include "testing.h"

#include "core/image/tree_maker.h"

/* One tree, packed in each way that is known. */
static const char tree_script[] =
	"mkdir -p tree/.singularity.d/env tree/usr/lib tree/etc tree/a tree/empty tree/tmp\n"
	"echo '{\"maintainer\":\"someone\",\"layers\":12}' > tree/.singularity.d/labels.json\n"
	"printf '#!/bin/sh\\nexec \"$@\"\\n' > tree/.singularity.d/runscript\n"
	"echo 'From: x' > tree/.singularity.d/Singularity\n"
	"echo 'export A=1' > tree/.singularity.d/env/90-environment.sh\n"
	"echo 'export B=1' > tree/.singularity.d/env/10-docker2singularity.sh\n"
	"echo no > tree/.singularity.d/env/readme\n"
	"echo root-of-image > tree/etc/passwd; echo os > tree/usr/lib/os-release\n"
	"ln -s ../usr/lib/os-release tree/etc/os-release; ln -s usr/lib tree/lib\n"
	"ln -s /etc/passwd tree/absolute; ln -s ../../../../etc/passwd tree/up\n"
	"ln -s loop tree/loop; ln -s nowhere tree/dangling\n"
	"echo b > tree/a/b; echo dot > tree/a.b; echo dash > tree/a-b; echo Z > tree/Z\n"
	"ln tree/a/b tree/hard; mkfifo tree/fifo; : > tree/nothing\n"
	"head -c 700000 /dev/zero | tr '\\0' x > tree/large\n"
	"chmod 1777 tree/tmp; chmod 4755 tree/a.b; touch -d @1500000000 tree/Z\n";

static const char pack_script[] =
	"mksquashfs tree x.sqfs -noappend -no-progress\n"
	"printf '#!/usr/bin/env run-singularity\\n' > old.img; cat x.sqfs >> old.img\n"
	"siftool new x.sif\n"
	"siftool add x.sif x.sqfs --datatype 4 --parttype 2 --partfs 1 --partarch 2 --groupid 1\n";

static const struct {
	const char *name;
	enum image_kind kind;
} forms[] = {
	{"x.sif", IMAGE_SIF},
	{"x.sqfs", IMAGE_SQUASHFS},
	{"old.img", IMAGE_SQUASHFS},
	{"oci.sif", IMAGE_OCI_SIF},
	{"tree", IMAGE_SANDBOX},
};

static void make_forms(struct grove *grove)
{
	static const char *const layer[] = {"x.sqfs"};

	grove_run(grove, tree_script);
	grove_run(grove, pack_script);
	make_oci(grove->folder, layer, 1);
}

static void open_form(struct grove *grove, size_t form)
{
	assert_true(grove_open(grove, forms[form].name));
	assert_no_diags(&grove->diags);
	assert_int_equal(grove->sif.kind, forms[form].kind);
	assert_int_equal(image_tree_layers(grove->tree), 1);
}

static enum squashfs_visit append_all(void *context, const struct tree_entry *entry)
{
	text_append_format(context, "%s %d %o %lld %llu\n", entry->path, (int)entry->type,
		(unsigned)entry->mode, (long long)entry->modified,
		(unsigned long long)entry->size);
	return SQUASHFS_CONTINUE;
}

static void every_form_has_the_same_names(void **state)
{
	struct grove *grove = *state;
	struct text first = TEXT_INIT, all = TEXT_INIT;

	make_forms(grove);
	for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
		open_form(grove, i);
		text_truncate(&all, 0);
		assert_true(image_tree_walk(grove->tree, append_all, &all, &grove->diags));
		if (i == 0)
			text_append(&first, text_string(&all));
		assert_text_equal(&all, text_string(&first));
		assert_string_equal(grove_names(grove),
			".singularity.d/ .singularity.d/Singularity .singularity.d/env/ "
			".singularity.d/env/10-docker2singularity.sh "
			".singularity.d/env/90-environment.sh .singularity.d/env/readme "
			".singularity.d/labels.json .singularity.d/runscript Z a/ a/b a-b a.b "
			"absolute dangling empty/ etc/ etc/os-release etc/passwd fifo hard large "
			"lib loop nothing tmp/ up usr/ usr/lib/ usr/lib/os-release ");
		assert_no_diags(&grove->diags);
	}
	assert_non_null(strstr(text_string(&first), "\nZ 2 644 1500000000 2\n"));
	assert_non_null(strstr(text_string(&first), "\na.b 2 4755 "));
	text_release(&first);
	text_release(&all);
}

static bool add_up(void *context, const void *bytes, size_t length)
{
	const char *string = bytes;
	for (size_t i = 0; i < length; i++)
		assert_int_equal(string[i], 'x');
	assert_true(length > 0 && length <= 1 << 20);
	*(size_t *)context += length;
	return true;
}

static bool take_one(void *context, const void *bytes, size_t length)
{
	(void)bytes;
	*(size_t *)context += length;
	return false;
}

static void every_form_gives_the_same_content(void **state)
{
	struct grove *grove = *state;

	make_forms(grove);
	for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
		size_t length = 0, piece = 0;
		open_form(grove, i);
		assert_string_equal(grove_read(grove, "a/b"), "b\n");
		assert_string_equal(grove_read(grove, "/hard"), "b\n");
		assert_string_equal(grove_read(grove, "nothing"), "");
		struct tree_entry large = grove_find(grove, "large", 0);
		assert_int_equal(large.size, 700000);
		assert_true(image_tree_stream(
			grove->tree, &large, add_up, &length, &grove->diags));
		assert_int_equal(length, 700000);
		assert_true(image_tree_stream(
			grove->tree, &large, take_one, &piece, &grove->diags));
		assert_true(piece > 0 && piece < length);
		assert_string_equal(grove_list(grove, "/"), grove_list(grove, ""));
		assert_string_equal(grove_list(grove, "lib"), "usr/lib/os-release ");
		assert_string_equal(grove_list(grove, "empty"), "");
		uint32_t inode = grove_find(grove, "hard", 0).inner.inode;
		assert_int_equal(grove_find(grove, "a/b", 0).inner.inode, inode);
	}
}

static void every_form_resolves_within_itself(void **state)
{
	struct grove *grove = *state;

	make_forms(grove);
	for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
		open_form(grove, i);
		assert_string_equal(grove_where(grove, "/etc/os-release"), "usr/lib/os-release");
		assert_string_equal(grove_where(grove, "lib/../../.././Z"), "Z");
		assert_string_equal(grove_where(grove, "/"), "");
		assert_string_equal(grove_find(grove, "/", 0).name, "");
		assert_string_equal(grove_read(grove, "absolute"), "root-of-image\n");
		assert_string_equal(grove_read(grove, "up"), "root-of-image\n");
		assert_string_equal(grove_target(grove, "up"), "../../../../etc/passwd");
		assert_int_equal(grove_find(grove, "up", SQUASHFS_NO_FOLLOW).size, 22);
		grove_lacks(grove, "loop", "I44");
		grove_lacks(grove, "dangling", "I44");
		grove_lacks(grove, "Z/", "I44");
		grove_lacks(grove, "Z/x", "I44");
		grove_lacks(grove, "../tree/Z", "I44");
		struct text name = TEXT_INIT;
		text_append_repeated(&name, "n", 5000);
		grove_lacks(grove, text_string(&name), "I44");
		text_release(&name);
	}
}

static void every_form_says_what_is_meant(void **state)
{
	struct grove *grove = *state;
	struct tree_entry entry;

	make_forms(grove);
	for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
		open_form(grove, i);
		assert_false(image_tree_find(
			grove->tree, "usr/lib/os-releaes", 0, &entry, &grove->diags));
		assert_only_diag(&grove->diags, "I44");
		assert_string_equal(
			grove->diags.items[0].hint, "did you mean '/usr/lib/os-release'?");
	}
}

static void every_form_refuses_the_wrong_kind(void **state)
{
	static const char *const files[] = {"fifo", "etc", "up"};
	struct grove *grove = *state;
	size_t length = 0;

	make_forms(grove);
	for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
		open_form(grove, i);
		for (size_t j = 0; j < ARRAY_LENGTH(files); j++) {
			struct tree_entry entry = grove_find(grove, files[j], SQUASHFS_NO_FOLLOW);
			assert_false(image_tree_read(
				grove->tree, &entry, 100, &grove->text, &grove->diags));
			assert_only_diag(&grove->diags, "I45");
			diags_release(&grove->diags);
			assert_false(image_tree_stream(
				grove->tree, &entry, add_up, &length, &grove->diags));
			assert_only_diag(&grove->diags, "I45");
			diags_release(&grove->diags);
		}
		struct tree_entry file = grove_find(grove, "Z", 0);
		assert_false(image_tree_list(
			grove->tree, &file, append_name, &grove->text, &grove->diags));
		assert_only_diag(&grove->diags, "I45");
		diags_release(&grove->diags);
		assert_false(
			image_tree_target(grove->tree, &file, &grove->text, &grove->diags));
		assert_only_diag(&grove->diags, "I45");
		diags_release(&grove->diags);
		file = grove_find(grove, "large", 0);
		text_append(&grove->text, "before");
		assert_false(image_tree_read(
			grove->tree, &file, 699999, &grove->text, &grove->diags));
		assert_only_diag(&grove->diags, "I43");
		assert_text_equal(&grove->text, "before");
		diags_release(&grove->diags);
		assert_true(image_tree_read(
			grove->tree, &file, 700000, &grove->text, &grove->diags));
		assert_int_equal(grove->text.length, 700006);
	}
}

static void a_sandbox_has_its_description(void **state)
{
	struct grove *grove = *state;

	grove_run(grove, tree_script);
	assert_true(grove_open(grove, "tree"));
	assert_no_diags(&grove->diags);
	const struct sif *sif = &grove->sif;
	assert_int_equal(sif->kind, IMAGE_SANDBOX);
	assert_string_equal(image_kind_name(sif->kind), "sandbox");
	assert_string_equal(json_string_value(json_object_get(sif->labels, "maintainer")), "someone");
	assert_string_equal(json_string_value(json_object_get(sif->labels, "layers")), "12");
	assert_string_equal(sif->runscript, "#!/bin/sh\nexec \"$@\"\n");
	assert_string_equal(sif->definition, "From: x\n");
	assert_null(sif->help);
	assert_int_equal(json_object_size(sif->environment), 2);
	assert_string_equal(json_string_value(json_object_get(sif->environment,
				    "/.singularity.d/env/90-environment.sh")),
		"export A=1\n");
	assert_string_equal(sif->arch, "unknown");
	assert_null(sif->primary);
	assert_int_equal(sif->descriptor_count, 0);
}

static void a_description_that_cannot_be_read(void **state)
{
	struct grove *grove = *state;

	/* The secret file lies beside the sandbox, where links in it never lead. */
	grove_run(grove, "mkdir -p tree/.singularity.d/env; echo secret > secret\n"
			 "ln -s ../../secret tree/.singularity.d/runscript\n"
			 "ln -s \"$PWD/secret\" tree/.singularity.d/Singularity\n"
			 "mkfifo tree/.singularity.d/runscript.help\n"
			 "echo '{broken' > tree/.singularity.d/labels.json\n"
			 "printf 'export A=\\377\\n' > tree/.singularity.d/env/90-environment.sh\n"
			 "head -c 2000000 /dev/zero > tree/.singularity.d/env/large.sh\n"
			 "mkdir tree/.singularity.d/env/folder.sh\n");
	assert_true(grove_open(grove, "tree"));
	assert_int_equal(diags_count(&grove->diags, SEVERITY_ERROR), 0);
	assert_non_null(find_diag(&grove->diags, "I06"));
	assert_non_null(find_diag(&grove->diags, "I43"));
	assert_non_null(find_diag(&grove->diags, "I45"));
	assert_null(grove->sif.runscript);
	assert_null(grove->sif.definition);
	assert_null(grove->sif.help);
	assert_null(grove->sif.labels);
	assert_int_equal(json_object_size(grove->sif.environment), 1);
	assert_string_equal(json_string_value(json_object_get(grove->sif.environment,
				    "/.singularity.d/env/90-environment.sh")),
		"export A=\xef\xbf\xbd\n");
}

static void what_looks_like_a_sandbox(void **state)
{
	static const char *const names[] = {"empty", "file", "link"};
	struct grove *grove = *state;
	struct sif sif;

	grove_run(grove, "mkdir empty file link real real/.singularity.d\n"
			 ": > file/.singularity.d; ln -s ../real/.singularity.d link/\n"
			 "ln -s real to-real\n");
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		char *path = path_join(grove->folder, names[i]);
		assert_false(sif_read(path, &sif, &grove->diags));
		assert_only_diag(&grove->diags, "I03");
		diags_release(&grove->diags);
		sif_release(&sif);
		free(path);
	}
	/* A link to a sandbox is as good as the folder, and so is a slash behind it. */
	assert_true(grove_open(grove, "to-real"));
	assert_int_equal(grove->sif.kind, IMAGE_SANDBOX);
	assert_true(grove_open(grove, "real/"));
	assert_string_equal(grove_names(grove), ".singularity.d/ ");
}

/* As somebody who may not do everything; false when nobody else can be. */
static bool leave_root(void)
{
	return geteuid() != 0 || seteuid(65534) == 0;
}

static void folders_that_are_closed(void **state)
{
	struct grove *grove = *state;
	struct tree_entry entry;

	grove_run(grove, "mkdir -p tree/.singularity.d tree/open tree/closed/in tree/shut\n"
			 "echo x > tree/open/x; echo y > tree/closed/y; echo s > tree/secret\n"
			 "chmod 0 tree/shut tree/closed tree/secret; chmod 755 .\n");
	assert_true(grove_open(grove, "tree"));
	bool root = geteuid() == 0;
	assert_true(leave_root());
	const char *names = grove_names(grove);
	bool found = image_tree_find(grove->tree, "closed/y", 0, &entry, &grove->diags);
	struct tree_entry secret = grove_find(grove, "secret", 0);
	bool read = image_tree_read(grove->tree, &secret, 9, &grove->text, &grove->diags);
	assert_int_equal(root ? seteuid(0) : 0, 0);
	assert_string_equal(names, ".singularity.d/ closed/ open/ open/x secret shut/ ");
	assert_false(found);
	assert_false(read);
	assert_int_equal(grove->diags.count, 3);
	assert_string_equal(grove->diags.items[0].id, "I46");
	assert_int_equal(grove->diags.items[0].severity, SEVERITY_WARNING);
	assert_non_null(strstr(grove->diags.items[0].message, "'/closed' of"));
	assert_non_null(strstr(grove->diags.items[0].message, "(and 1 more)"));
	assert_string_equal(grove->diags.items[1].id, "I01");
	assert_string_equal(grove->diags.items[2].id, "I01");
	grove_run(grove, "chmod 755 tree/shut tree/closed\n");
}

/* Between two calls somebody puts a link where a folder was, and other things for files. */
static void a_sandbox_that_changes_meanwhile(void **state)
{
	struct grove *grove = *state;

	for (int step_by_step = 0; step_by_step < 2; step_by_step++) {
		grove_run(grove, "rm -rf tree outside; mkdir -p tree/.singularity.d tree/dir/sub\n"
				 "mkdir -p outside/sub; echo in > tree/dir/f\n"
				 "echo out > outside/f; echo out > outside/sub/g\n");
		assert_true(grove_open(grove, "tree"));
		grove->tree->step_by_step = step_by_step == 1;
		struct tree_entry file = grove_find(grove, "dir/f", 0), folder;
		char *path = xstrdup(file.path);
		file.path = file.name = path;
		grove_run(grove, "mv tree/dir tree/was; ln -s ../outside tree/dir\n");
		assert_false(image_tree_read(
			grove->tree, &file, 100, &grove->text, &grove->diags));
		assert_int_equal(grove->text.length, 0);
		folder = file;
		folder.path = folder.name = "dir/sub";
		folder.type = SQUASHFS_FOLDER;
		assert_true(image_tree_list(
			grove->tree, &folder, append_name, &grove->text, &grove->diags));
		assert_int_equal(grove->text.length, 0);
		/* Nor does a path that was never an entry's lead out. */
		folder.path = "../outside";
		(void)!image_tree_list(
			grove->tree, &folder, append_name, &grove->text, &grove->diags);
		assert_int_equal(grove->text.length, 0);
		file.path = "../outside/f";
		assert_false(image_tree_read(
			grove->tree, &file, 100, &grove->text, &grove->diags));
		diags_release(&grove->diags);
		file.path = "was/f";
		grove_run(grove, "rm tree/was/f; mkfifo tree/was/f\n");
		assert_false(image_tree_read(
			grove->tree, &file, 100, &grove->text, &grove->diags));
		assert_only_diag(&grove->diags, "I45");
		free(path);
	}
}

static void without_openat2(void **state)
{
	struct grove *grove = *state;
	struct text usual = TEXT_INIT;

	grove_run(grove, tree_script);
	assert_true(grove_open(grove, "tree"));
	text_append(&usual, grove_names(grove));
	grove->tree->step_by_step = true;
	assert_string_equal(grove_names(grove), text_string(&usual));
	assert_string_equal(grove_read(grove, "up"), "root-of-image\n");
	assert_string_equal(grove_read(grove, "lib/os-release"), "os\n");
	assert_string_equal(grove_target(grove, "etc/os-release"), "../usr/lib/os-release");
	assert_string_equal(grove_list(grove, "/etc"), "etc/os-release etc/passwd ");
	text_release(&usual);
}

static void a_sandbox_deeper_than_paths_are_long(void **state)
{
	struct grove *grove = *state;
	char name[201];
	struct text path = TEXT_INIT;
	struct tree_entry entry;

	memset(name, 'd', 200);
	name[200] = '\0';
	grove_run(grove, "mkdir -p tree/.singularity.d\n");
	char *root = path_join(grove->folder, "tree");
	int fd = open(root, O_PATH | O_CLOEXEC);
	for (int i = 0; i < 30; i++) {
		assert_int_equal(mkdirat(fd, name, 0755), 0);
		int next = openat(fd, name, O_PATH | O_CLOEXEC);
		close(fd);
		fd = next;
		text_append_format(&path, "%s/", name);
	}
	close(fd);
	assert_true(grove_open(grove, "tree"));
	assert_true(image_tree_find(
		grove->tree, text_string(&path), 0, &entry, &grove->diags));
	assert_int_equal(strlen(entry.path), path.length - 1);
	assert_int_equal(strlen(grove_names(grove)),
		strlen(".singularity.d/ ") + 30 * 2 + 201 * (30 * 31 / 2) - 30);
	assert_no_diags(&grove->diags);
	/* nftw() could not remove it. */
	grove_run(grove, "rm -rf tree\n");
	text_release(&path);
	free(root);
}

static enum squashfs_visit prune(void *context, const struct tree_entry *entry)
{
	append_name(context, entry);
	return string_equal(entry->name, "etc") ? SQUASHFS_STOP
	       : entry->name[0] == '.'          ? SQUASHFS_SKIP
						: SQUASHFS_CONTINUE;
}

static void every_form_is_pruned_alike(void **state)
{
	struct grove *grove = *state;

	make_forms(grove);
	for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
		open_form(grove, i);
		assert_true(image_tree_walk(grove->tree, prune, &grove->text, &grove->diags));
		assert_text_equal(&grove->text,
			".singularity.d/ Z a/ a/b a-b a.b absolute dangling empty/ etc/ ");
	}
}

static void what_has_no_tree(void **state)
{
	static const struct {
		const char *script, *said;
	} cases[] = {
		{"env PATH=/usr/sbin:/sbin:/usr/bin:/bin mke2fs -q -t ext3 x 1024k", "ext3"},
		{"siftool new x; echo luks > y; siftool add x y --datatype 4 --parttype 2"
		 " --partfs 5 --partarch 2", "is encrypted"},
		{"siftool new x; echo luks > y; siftool add x y --datatype 4 --parttype 2"
		 " --partfs 3 --partarch 2", "unknown kind 3"},
		{"siftool new x; siftool add x make.sh --datatype 1", "no primary file system"},
		{"echo hello > x", "is not an image"},
	};
	struct grove *grove = *state;

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		grove_run(grove, "rm -rf x y\n");
		grove_run(grove, cases[i].script);
		assert_false(grove_open(grove, "x"));
		const struct diag *diag = find_diag(&grove->diags, "I46");
		assert_non_null(diag);
		assert_int_equal(diag->severity, SEVERITY_ERROR);
		assert_non_null(strstr(diag->message, cases[i].said));
		assert_non_null(diag->file);
	}
}

static void an_overlay_partition_is_only_told_of(void **state)
{
	struct grove *grove = *state;

	grove_run(grove, "mkdir tree over; echo t > tree/t; echo o > over/t; echo o > over/o\n"
			 "mksquashfs tree x.sqfs -no-progress; mksquashfs over o.sqfs -no-progress\n"
			 "siftool new x.sif\n"
			 "siftool add x.sif x.sqfs --datatype 4 --parttype 2 --partfs 1 --partarch 2\n"
			 "siftool add x.sif o.sqfs --datatype 4 --parttype 4 --partfs 1 --partarch 2\n");
	assert_true(grove_open(grove, "x.sif"));
	assert_no_diags(&grove->diags);
	assert_true(grove->sif.has_overlay);
	assert_string_equal(grove_names(grove), "t ");
	assert_string_equal(grove_read(grove, "t"), "t\n");
}

static void an_image_that_went_away(void **state)
{
	struct grove *grove = *state;

	make_forms(grove);
	for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
		char *path = path_join(grove->folder, forms[i].name);
		sif_release(&grove->sif);
		assert_true(sif_read(path, &grove->sif, &grove->diags));
		grove_run(grove, "mkdir keep; mv x.sif x.sqfs old.img oci.sif tree keep\n");
		assert_null(image_tree_open(path, &grove->sif, &grove->diags));
		assert_only_diag(&grove->diags, "I01");
		diags_release(&grove->diags);
		grove_run(grove, "mv keep/* .; rmdir keep\n");
		free(path);
	}
}

static void a_folder_without_a_description(void **state)
{
	struct grove *grove = *state;
	struct sif sif = {0};

	grove_run(grove, "mkdir tree; echo f > tree/f\n");
	char *path = path_join(grove->folder, "tree");
	grove->tree = image_tree_open(path, &sif, &grove->diags);
	assert_non_null(grove->tree);
	free(path);
	assert_string_equal(grove_names(grove), "f ");
	image_tree_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		GROVE(every_form_has_the_same_names),
		GROVE(every_form_gives_the_same_content),
		GROVE(every_form_resolves_within_itself),
		GROVE(every_form_says_what_is_meant),
		GROVE(every_form_refuses_the_wrong_kind),
		GROVE(every_form_is_pruned_alike),
		GROVE(a_sandbox_has_its_description),
		GROVE(a_description_that_cannot_be_read),
		GROVE(what_looks_like_a_sandbox),
		GROVE(folders_that_are_closed),
		GROVE(a_sandbox_that_changes_meanwhile),
		GROVE(without_openat2),
		GROVE(a_sandbox_deeper_than_paths_are_long),
		GROVE(what_has_no_tree),
		GROVE(an_overlay_partition_is_only_told_of),
		GROVE(an_image_that_went_away),
		GROVE(a_folder_without_a_description),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
