#include "testing.h"

#include "image/sif_parts.h"

#include "core/image/sif_maker.h"

#define ATTRIBUTES                                                                                 \
	"{\"labels\":{\"a\":\"b\"},\"runscript\":\"#!/bin/sh\",\"environment\":{\"x\":\"y\"}}"

/* Reads the bytes as a file; the caller ends sif and diags. */
static bool read_image(
	const void *bytes, size_t length, struct sif *sif, struct diags *diags)
{
	int fd = open_bytes(bytes, length);
	bool fine = sif_read_fd(fd, "made.sif", sif, diags);
	close(fd);
	return fine;
}

/* What holds for every result, however broken the file is. */
static void assert_sensible(const struct sif *sif, const struct diags *diags, size_t length)
{
	static const char known[] = "I01 I02 I04 I05 I06 I07";

	assert_true(diags->count <= 32);
	for (size_t i = 0; i < diags->count; i++) {
		assert_non_null(strstr(known, diags->items[i].id));
		assert_string_equal(diags->items[i].file, "made.sif");
	}
	for (size_t i = 0; i < sif->descriptor_count; i++) {
		const struct sif_descriptor *descriptor = &sif->descriptors[i];
		assert_true(descriptor->offset <= length);
		assert_true(descriptor->size <= length - descriptor->offset);
		assert_true(strlen(descriptor->name) < sizeof descriptor->name);
		assert_true(strlen(descriptor->digest) < sizeof descriptor->digest);
	}
	if (sif->primary != NULL)
		assert_in_range(sif->primary - sif->descriptors, 0, sif->descriptor_count - 1);
}

static const struct diag *find_said(const struct diags *diags, const char *id, const char *part)
{
	for (size_t i = 0; i < diags->count; i++)
		if (string_equal(diags->items[i].id, id) &&
			strstr(diags->items[i].message, part) != NULL)
			return &diags->items[i];
	return NULL;
}

static void assert_said(const struct diags *diags, const char *id, enum severity severity,
	const char *part)
{
	const struct diag *diag = find_said(diags, id, part);

	if (diag == NULL) {
		struct text said = TEXT_INIT;
		for (size_t i = 0; i < diags->count; i++)
			diag_format(&diags->items[i], &said);
		print_error("no %s with '%s' in:\n%s", id, part, text_string(&said));
		text_release(&said);
		fail();
	}
	assert_int_equal(diag->severity, severity);
}

static void every_prefix_of_an_image(void **state)
{
	struct maker maker = make_small_sif(ATTRIBUTES);
	size_t whole = maker.bytes.length;

	(void)state;
	for (size_t length = 0; length < whole;
		length += length < 200 || length > whole - 700 ? 1 : 13) {
		struct sif sif;
		struct diags diags = {0};
		assert_true(read_image(maker.bytes.data, length, &sif, &diags));
		assert_sensible(&sif, &diags, length);
		const char *wanted = length < 42 ? "I02" : length < 128 ? "I05" : "I04";
		assert_string_equal(diags.items[0].id, wanted);
		assert_int_equal(diags.items[0].severity, SEVERITY_ERROR);
		assert_int_equal(sif.kind, length < 42 ? IMAGE_NONE : IMAGE_SIF);
		sif_release(&sif);
		diags_release(&diags);
	}
	text_release(&maker.bytes);
}

static void prefixes_of_an_image_by_siftool(void **state)
{
	char *folder = make_folder();
	struct text bytes = TEXT_INIT;

	(void)state;
	write_text(folder, "image.def", "Bootstrap: docker\n");
	run_tool(folder, "mksquashfs image.def root.sqfs -noappend -no-progress");
	run_tool(folder, "siftool new image.sif");
	run_tool(folder, "siftool add image.sif image.def --datatype 1 --groupid 1");
	run_tool(folder, "siftool add image.sif root.sqfs --datatype 4 --parttype 2 --partfs 1"
			 " --partarch 2 --groupid 1");
	read_bytes(folder, "image.sif", &bytes);
	for (size_t length = 0; length < bytes.length; length += 97) {
		struct sif sif;
		struct diags diags = {0};
		assert_true(read_image(bytes.data, length, &sif, &diags));
		assert_sensible(&sif, &diags, length);
		assert_true(diags_have_errors(&diags));
		sif_release(&sif);
		diags_release(&diags);
	}
	text_release(&bytes);
	remove_folder(folder);
}

enum { /* where the records of make_small_sif() begin */
	DEFINITION = MAKER_TABLE,
	METADATA = MAKER_TABLE + MAKER_RECORD,
	PARTITION = MAKER_TABLE + 2 * MAKER_RECORD,
	UNUSED_SLOT = MAKER_TABLE + 3 * MAKER_RECORD,
};

#define HUGE_COUNT ((uint64_t)1 << 40)

/* One field of a good image replaced; what is said, and how many objects are seen. */
static const struct patch {
	const char *what;
	size_t offset, size;
	uint64_t value;
	const char *id; /* NULL: nothing is said */
	enum severity severity;
	const char *said;
	size_t objects;
} patches[] = {
	{"version 02", 43, 1, '2', "I05", SEVERITY_ERROR, "SIF version '02'", 0},
	{"total negative", 88, 8, UINT64_MAX, "I05", SEVERITY_ERROR, "claims -1 descriptors", 3},
	{"total 2^40", 88, 8, HUGE_COUNT, "I05", SEVERITY_ERROR, "claims 1099511627776", 3},
	{"total 2^63-1", 88, 8, INT64_MAX, "I05", SEVERITY_ERROR, "claims 9223372036854775807", 3},
	{"total wraps times 585", 88, 8, UINT64_MAX / 585 + 1, "I05", SEVERITY_ERROR, "claims", 3},
	{"total beyond the table", 88, 8, 6, "I05", SEVERITY_WARNING, "2925 bytes to 6", 3},
	{"total 0", 88, 8, 0, NULL, 0, NULL, 0},
	{"total small", 88, 8, 2, "I05", SEVERITY_WARNING, "no primary file system", 2},
	{"free senseless", 80, 8, UINT64_MAX, NULL, 0, NULL, 3},
	{"table offset in the header", 96, 8, 100, "I05", SEVERITY_ERROR, "at byte 100", 0},
	{"table offset negative", 96, 8, UINT64_MAX, "I05", SEVERITY_ERROR, "at byte -1", 0},
	{"table offset past the end", 96, 8, 1 << 20, "I04", SEVERITY_ERROR, "before the end", 0},
	{"table offset near 2^63", 96, 8, INT64_MAX, "I04", SEVERITY_ERROR, "before the end", 0},
	{"table size negative", 104, 8, UINT64_MAX, "I05", SEVERITY_WARNING, "gives -1 bytes", 3},
	{"table size small", 104, 8, 584, "I05", SEVERITY_WARNING, "gives 584 bytes to 5", 3},
	{"table size huge", 104, 8, INT64_MAX, NULL, 0, NULL, 3},
	{"data section senseless", 112, 8, UINT64_MAX, NULL, 0, NULL, 3},
	{"used is 2", PARTITION + 4, 1, 2, NULL, 0, NULL, 3},
	{"unused", PARTITION + 4, 1, 0, "I05", SEVERITY_WARNING, "no primary", 2},
	{"empty slot used", UNUSED_SLOT + 4, 1, 1, NULL, 0, NULL, 4},
	{"unknown type", METADATA, 4, 0x7777, NULL, 0, NULL, 3},
	{"ids the same", METADATA + 5, 4, 1, "I05", SEVERITY_WARNING, "the id of another", 3},
	{"id huge", METADATA + 5, 4, UINT32_MAX, NULL, 0, NULL, 3},
	{"offset negative", METADATA + 17, 8, (uint64_t)-4096, "I05", SEVERITY_WARNING,
		"object 2 (JSON.Generic) has an offset of -4096", 3},
	{"size negative", PARTITION + 25, 8, UINT64_MAX, "I05", SEVERITY_WARNING,
		"a size of -1, which makes no sense", 3},
	{"offset + size overflows", PARTITION + 17, 8, INT64_MAX, "I05", SEVERITY_WARNING,
		"makes no sense", 3},
	{"partition past the end", PARTITION + 17, 8, 1 << 30, "I04", SEVERITY_ERROR,
		"file system needs at least 1073741920", 3},
	{"partition longer than the file", PARTITION + 25, 8, 1 << 30, "I04", SEVERITY_ERROR,
		"it is cut off", 3},
	{"metadata longer than the file", METADATA + 25, 8, (uint64_t)1 << 50, "I04",
		SEVERITY_WARNING, "objects need at least 1125899906", 3},
	{"partition empty", PARTITION + 25, 8, 0, "I05", SEVERITY_ERROR, "only 0 bytes", 3},
	{"partition too short for a squashfs", PARTITION + 25, 8, 95, "I05", SEVERITY_ERROR,
		"only 95 bytes", 3},
	{"partition over the header", PARTITION + 17, 8, 0, "I05", SEVERITY_ERROR,
		"no squashfs begins at byte 0", 3},
	{"metadata empty", METADATA + 25, 8, 0, "I06", SEVERITY_WARNING, "cannot be read", 3},
	{"metadata too short", METADATA + 25, 8, 20, "I06", SEVERITY_WARNING, "line 1", 3},
	{"metadata over the definition", METADATA + 17, 8, 7021, "I06", SEVERITY_WARNING,
		"inspect-metadata.json cannot be read as JSON", 3},
	{"definition empty", DEFINITION + 25, 8, 0, NULL, 0, NULL, 3},
	{"file system negative", PARTITION + 201, 4, UINT32_MAX, "I05", SEVERITY_WARNING,
		"unknown kind -1", 3},
	{"role unknown", PARTITION + 205, 4, 99, "I05", SEVERITY_WARNING, "no primary", 3},
};

static void fields_that_make_no_sense(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(patches); i++) {
		const struct patch *patch = &patches[i];
		struct maker maker = make_small_sif(ATTRIBUTES);
		struct diags diags = {0};
		struct sif sif;
		put_le(maker.bytes.data + patch->offset, patch->value, patch->size);
		assert_true(read_image(maker.bytes.data, maker.bytes.length, &sif, &diags));
		assert_sensible(&sif, &diags, maker.bytes.length);
		if (sif.descriptor_count != patch->objects)
			print_error("%s\n", patch->what);
		assert_int_equal(sif.descriptor_count, patch->objects);
		assert_int_equal(sif.kind, IMAGE_SIF);
		if (patch->id == NULL)
			assert_no_diags(&diags);
		else
			assert_said(&diags, patch->id, patch->severity, patch->said);
		sif_release(&sif);
		diags_release(&diags);
		text_release(&maker.bytes);
	}
}

static void the_rest_of_a_cut_image_is_kept(void **state)
{
	struct maker maker = make_small_sif(ATTRIBUTES);
	struct diags diags = {0};
	struct sif sif;

	(void)state;
	assert_true(read_image(maker.bytes.data, maker.bytes.length - 40, &sif, &diags));
	assert_only_diag(&diags, "I04");
	assert_true(sif.primary->truncated);
	assert_int_equal(sif.primary->size, 56);
	assert_non_null(sif.labels);
	assert_non_null(sif.definition);
	sif_release(&sif);
	diags_release(&diags);
	text_release(&maker.bytes);
}

static void two_primary_file_systems(void **state)
{
	struct maker maker = make_small_sif(ATTRIBUTES);
	struct diags diags = {0};
	struct sif sif;
	char block[96];

	(void)state;
	make_superblock(block, 4, sizeof block);
	maker_add_partition(&maker, SIF_FILESYSTEM_SQUASHFS, SIF_ROLE_PRIMARY, block, sizeof block);
	assert_true(read_image(maker.bytes.data, maker.bytes.length, &sif, &diags));
	assert_only_diag(&diags, "I05");
	assert_non_null(strstr(diags.items[0].message, "2 primary file systems"));
	assert_ptr_equal(sif.primary, &sif.descriptors[2]);
	assert_string_equal(sif.compression, "gzip");
	sif_release(&sif);
	diags_release(&diags);
	text_release(&maker.bytes);
}

static void fields_that_fill_their_room(void **state)
{
	struct maker maker = make_small_sif(ATTRIBUTES);
	struct diags diags = {0};
	struct sif sif;

	(void)state;
	memset(maker.bytes.data, 'l', 32);
	memset(maker.bytes.data + DEFINITION + 73, 'n', 128);
	put_le(maker.bytes.data + UNUSED_SLOT, SIF_OCI_BLOB, 4);
	memset(maker.bytes.data + UNUSED_SLOT + 201, 'd', 384);
	maker.bytes.data[UNUSED_SLOT + 4] = 1;
	assert_true(read_image(maker.bytes.data, maker.bytes.length, &sif, &diags));
	assert_int_equal(strlen(sif.launch), 32);
	assert_int_equal(strlen(sif.descriptors[0].name), 128);
	assert_int_equal(strlen(sif.descriptors[3].digest), 79);
	sif_release(&sif);
	diags_release(&diags);
	text_release(&maker.bytes);
}

static void thousands_of_bad_descriptors(void **state)
{
	enum { COUNT = 70000 };
	struct text bytes = TEXT_INIT;
	struct maker maker = maker_begin(1);
	struct diags diags = {0};
	struct sif sif;

	(void)state;
	text_append_bytes(&bytes, maker.bytes.data, MAKER_TABLE);
	text_release(&maker.bytes);
	text_reserve(&bytes, (size_t)COUNT * MAKER_RECORD);
	memset(bytes.data + MAKER_TABLE, 0xff, (size_t)COUNT * MAKER_RECORD);
	bytes.length = MAKER_TABLE + (size_t)COUNT * MAKER_RECORD;
	put_le(bytes.data + 88, COUNT, 8);
	put_le(bytes.data + 104, (uint64_t)COUNT * MAKER_RECORD, 8);
	assert_true(read_image(bytes.data, bytes.length, &sif, &diags));
	assert_sensible(&sif, &diags, bytes.length);
	assert_int_equal(sif.descriptor_count, 65536);
	assert_said(&diags, "I05", SEVERITY_ERROR, "claims 70000 descriptors");
	assert_said(&diags, "I05", SEVERITY_WARNING, "65528 more of its objects");
	sif_release(&sif);
	diags_release(&diags);
	text_release(&bytes);
}

/* A SIF whose metadata is this text; what is said of it with I06. */
static void assert_bad_metadata(const char *json, size_t length, const char *said)
{
	struct maker maker = maker_begin(2);
	struct diags diags = {0};
	struct sif sif;

	maker_add(&maker, SIF_JSON, "inspect-metadata.json", json, length);
	assert_true(read_image(maker.bytes.data, maker.bytes.length, &sif, &diags));
	assert_said(&diags, "I06", SEVERITY_WARNING, said);
	assert_null(sif.labels);
	sif_release(&sif);
	diags_release(&diags);
	text_release(&maker.bytes);
}

static void json_that_cannot_be_read(void **state)
{
	struct text text = TEXT_INIT;

	(void)state;
	assert_bad_metadata("{", 1, "line 1, column 1");
	assert_bad_metadata("{} garbage", 10, "end of file expected");
	assert_bad_metadata("{\"a\":\"\xff\xfe\"}", 10, "unable to decode byte 0xff");
	assert_bad_metadata("\0\0\0\0", 4, "cannot be read");

	text_append_repeated(&text, "[", 100000);
	assert_bad_metadata(text.data, text.length, "maximum parsing depth");
	text_truncate(&text, 0);
	text_append_repeated(&text, "[],", 150000);
	assert_bad_metadata(text.data, text.length, "no sensible JSON: more than");
	text_truncate(&text, 0);
	text_append_repeated(&text, "                ", 1024 * 1024 + 1);
	assert_bad_metadata(text.data, text.length, "has 16777232 bytes");
	text_release(&text);
}

static void metadata_of_another_shape(void **state)
{
	static const char *const shapes[] = {"[]", "{}", "{\"data\":1}", "{\"data\":{}}",
		"{\"data\":{\"attributes\":[]}}",
		"{\"data\":{\"attributes\":{\"labels\":[1],\"environment\":\"x\"}}}",
		"{\"data\":{\"attributes\":{\"runscript\":{},\"helpfile\":null,\"deffile\":7}}}"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++) {
		struct maker maker = maker_begin(2);
		struct diags diags = {0};
		struct sif sif;
		char block[96];
		make_superblock(block, 1, sizeof block);
		maker_add_text(&maker, SIF_JSON, "inspect-metadata.json", shapes[i]);
		maker_add_partition(
			&maker, SIF_FILESYSTEM_SQUASHFS, SIF_ROLE_PRIMARY, block, sizeof block);
		assert_true(read_image(maker.bytes.data, maker.bytes.length, &sif, &diags));
		assert_no_diags(&diags);
		assert_null(sif.labels);
		assert_null(sif.environment);
		assert_null(sif.runscript);
		assert_null(sif.help);
		assert_null(sif.definition);
		sif_release(&sif);
		diags_release(&diags);
		text_release(&maker.bytes);
	}
}

static void oci_objects_of_another_shape(void **state)
{
	static const char *const shapes[] = {"[]", "{\"manifests\":{}}", "{\"manifests\":[]}",
		"{\"manifests\":[{\"digest\":5}]}", "{\"manifests\":[{\"digest\":\"\"}]}"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++) {
		struct maker maker = maker_begin(2);
		struct diags diags = {0};
		struct sif sif;
		maker_add_text(&maker, SIF_OCI_ROOT_INDEX, ".", shapes[i]);
		maker_add_text(&maker, SIF_OCI_BLOB, ".", "{}");
		assert_true(read_image(maker.bytes.data, maker.bytes.length, &sif, &diags));
		assert_only_diag(&diags, "I05");
		assert_non_null(strstr(diags.items[0].message, "OCI manifest"));
		assert_int_equal(sif.kind, IMAGE_OCI_SIF);
		sif_release(&sif);
		diags_release(&diags);
		text_release(&maker.bytes);
	}
}

/* The manifest is the index itself, and its layers, too: nothing may run in circles. */
static void oci_objects_that_name_themselves(void **state)
{
	static const char all[] =
		"{\"manifests\":[{\"digest\":\"x\"}],\"config\":{\"digest\":\"x\"},"
		"\"layers\":[{\"digest\":\"x\",\"mediaType\":\"a.squashfs\"}]}";
	struct maker maker = maker_begin(2);
	struct diags diags = {0};
	struct sif sif;

	(void)state;
	maker_add_blob(&maker, SIF_OCI_ROOT_INDEX, "x", all, sizeof all - 1);
	maker_add_blob(&maker, SIF_OCI_BLOB, "x", all, sizeof all - 1);
	assert_true(read_image(maker.bytes.data, maker.bytes.length, &sif, &diags));
	assert_only_diag(&diags, "I05");
	assert_non_null(strstr(diags.items[0].message, "no squashfs begins"));
	sif_release(&sif);
	diags_release(&diags);
	text_release(&maker.bytes);
}

static void text_is_cut_at_a_mebibyte(void **state)
{
	struct maker maker = maker_begin(2);
	struct text text = TEXT_INIT;
	struct diags diags = {0};
	struct sif sif;

	(void)state;
	text_append_repeated(&text, "x", SIF_MAX_TEXT + 10);
	maker_add_text(&maker, SIF_DEFINITION, "def", text_string(&text));
	text_truncate(&text, 0);
	text_append(&text, "{\"data\":{\"attributes\":{\"runscript\":\"");
	text_append_repeated(&text, "y", SIF_MAX_TEXT + 10);
	text_append(&text, "\"}}}");
	maker_add_text(&maker, SIF_JSON, "inspect-metadata.json", text_string(&text));
	assert_true(read_image(maker.bytes.data, maker.bytes.length, &sif, &diags));
	assert_int_equal(strlen(sif.definition), SIF_MAX_TEXT);
	assert_int_equal(strlen(sif.runscript), SIF_MAX_TEXT);
	sif_release(&sif);
	diags_release(&diags);
	text_release(&text);
	text_release(&maker.bytes);
}

/* A file that really is a tebibyte long (of holes): sizes from it are never allocated. */
static void a_file_as_long_as_it_claims(void **state)
{
	struct maker maker = make_small_sif(ATTRIBUTES);
	struct diags diags = {0};
	struct sif sif;

	(void)state;
	put_le(maker.bytes.data + METADATA + 25, (uint64_t)1 << 39, 8);
	put_le(maker.bytes.data + DEFINITION + 25, (uint64_t)1 << 39, 8);
	int fd = open_bytes(maker.bytes.data, maker.bytes.length);
	if (ftruncate(fd, (off_t)1 << 40) != 0)
		fail_msg("cannot make a sparse file");
	assert_true(sif_read_fd(fd, "made.sif", &sif, &diags));
	assert_only_diag(&diags, "I06");
	assert_non_null(strstr(diags.items[0].message, "549755813888 bytes"));
	assert_non_null(sif.definition);
	close(fd);
	sif_release(&sif);
	diags_release(&diags);
	text_release(&maker.bytes);
}

static void a_file_that_becomes_shorter(void **state)
{
	struct maker maker = make_small_sif(ATTRIBUTES);
	struct diags diags = {0};
	int fd = open_bytes(maker.bytes.data, 100);
	struct sif_source source = {
		.fd = fd, .path = "made.sif", .size = maker.bytes.length, .diags = &diags};
	unsigned char bytes[200];

	(void)state;
	assert_false(sif_source_read(&source, 0, sizeof bytes, bytes));
	assert_only_diag(&diags, "I01");
	assert_non_null(strstr(diags.items[0].message, "became shorter"));
	close(fd);
	diags_release(&diags);
	text_release(&maker.bytes);
}

static void random_damage(void **state)
{
	uint64_t random = 88172645463325252;

	(void)state;
	for (int round = 0; round < 4000; round++) {
		struct maker maker = make_small_sif(ATTRIBUTES);
		struct diags diags = {0};
		struct sif sif;
		for (int hit = 0; hit < 12; hit++) {
			random ^= random << 13; /* xorshift: the same on every machine */
			random ^= random >> 7;
			random ^= random << 17;
			size_t where = (size_t)(random >> 8);
			if (hit % 3 == 0)
				where = 32 + where % 96;
			else
				where = MAKER_TABLE + where % (maker.bytes.length - MAKER_TABLE);
			maker.bytes.data[where] = (char)(random & 0xff);
		}
		assert_true(read_image(maker.bytes.data, maker.bytes.length, &sif, &diags));
		assert_sensible(&sif, &diags, maker.bytes.length);
		sif_release(&sif);
		diags_release(&diags);
		text_release(&maker.bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_prefix_of_an_image),
		cmocka_unit_test(prefixes_of_an_image_by_siftool),
		cmocka_unit_test(fields_that_make_no_sense),
		cmocka_unit_test(the_rest_of_a_cut_image_is_kept),
		cmocka_unit_test(two_primary_file_systems),
		cmocka_unit_test(fields_that_fill_their_room),
		cmocka_unit_test(thousands_of_bad_descriptors),
		cmocka_unit_test(json_that_cannot_be_read),
		cmocka_unit_test(metadata_of_another_shape),
		cmocka_unit_test(oci_objects_of_another_shape),
		cmocka_unit_test(oci_objects_that_name_themselves),
		cmocka_unit_test(text_is_cut_at_a_mebibyte),
		cmocka_unit_test(a_file_as_long_as_it_claims),
		cmocka_unit_test(a_file_that_becomes_shorter),
		cmocka_unit_test(random_damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
