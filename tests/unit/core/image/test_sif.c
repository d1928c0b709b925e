#include "testing.h"

#include "image/sif_parts.h"

#include "core/image/sif_maker.h"

#include <inttypes.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#define KEY "433FE984155206BD962725E20E8713472A879943"

static const char metadata[] =
	"{\"data\":{\"attributes\":{\"apps\":{},"
	"\"environment\":{\"/.singularity.d/env/90-environment.sh\":\"export A=1\"},"
	"\"labels\":{\"maintainer\":\"someone\",\"layers\":12,\"list\":[1],\"yes\":true,"
	"\"odd\":\"\\u001b[31m\\u202e\"},"
	"\"runscript\":\"#!/bin/sh\\nexec \\\"$@\\\"\\n\",\"helpfile\":\"ask\",\"deffile\":\"\"}},"
	"\"type\":\"container\"}";

/* What every test that reads has at hand. */
struct reading {
	char *folder;
	struct sif sif;
	struct diags diags;
};

static int set_up(void **state)
{
	struct reading *reading = xcalloc(1, sizeof *reading);
	reading->folder = make_folder();
	*state = reading;
	return 0;
}

static int tear_down(void **state)
{
	struct reading *reading = *state;
	sif_release(&reading->sif);
	diags_release(&reading->diags);
	remove_folder(reading->folder);
	free(reading);
	return 0;
}

/* Reads folder/name into the reading, forgetting what it held. */
static bool read_file(struct reading *reading, const char *name)
{
	char *path = xasprintf("%s/%s", reading->folder, name);
	sif_release(&reading->sif);
	diags_release(&reading->diags);
	bool fine = sif_read(path, &reading->sif, &reading->diags);
	for (size_t i = 0; i < reading->diags.count; i++)
		assert_string_equal(reading->diags.items[i].file, path);
	free(path);
	return fine;
}

static void read_maker(struct reading *reading, struct maker *maker)
{
	int fd = open_bytes(maker->bytes.data, maker->bytes.length);
	sif_release(&reading->sif);
	diags_release(&reading->diags);
	assert_true(sif_read_fd(fd, "made.sif", &reading->sif, &reading->diags));
	close(fd);
	text_release(&maker->bytes);
}

static const char *label(const struct reading *reading, const char *key)
{
	return json_string_value(json_object_get(reading->sif.labels, key));
}

/* Writes root.sqfs (with that compression) and the small objects that image.sif is made of. */
static void make_parts(const char *folder, const char *compression)
{
	char *root = xasprintf("%s/root", folder);
	assert_int_equal(mkdir(root, 0755), 0);
	write_text(root, "hello", "hello from the image\n");
	free(root);
	write_text(folder, "image.def", "Bootstrap: docker\nFrom: ubuntu:24.04\n");
	write_text(folder, "inspect-metadata.json", metadata);
	char *command = xasprintf("mksquashfs root root.sqfs -noappend -no-progress -comp %s",
		compression);
	run_tool(folder, command);
	free(command);
}

static void make_image(const char *folder, const char *compression, const char *filesystem)
{
	make_parts(folder, compression);
	run_tool(folder, "siftool new image.sif");
	run_tool(folder, "siftool add image.sif image.def --datatype 1 --groupid 1");
	run_tool(folder, "siftool add image.sif inspect-metadata.json --datatype 6 --groupid 1"
			 " --filename inspect-metadata.json");
	char *command = xasprintf("siftool add image.sif root.sqfs --datatype 4 --parttype 2"
				  " --partfs %s --partarch 2 --groupid 1",
		filesystem);
	run_tool(folder, command);
	free(command);
}

static void native_image(void **state)
{
	struct reading *reading = *state;
	struct sif *sif = &reading->sif;

	make_image(reading->folder, "gzip", "1");
	assert_true(read_file(reading, "image.sif"));
	assert_no_diags(&reading->diags);
	assert_int_equal(sif->kind, IMAGE_SIF);
	assert_string_equal(sif->launch, "");
	assert_string_equal(sif->arch, "amd64");
	assert_int_equal(sif->descriptor_count, 3);
	assert_ptr_equal(sif->primary, &sif->descriptors[2]);
	assert_string_equal(sif->primary->arch, "02");
	assert_int_equal(sif->primary->group, 1);
	assert_string_equal(sif->descriptors[1].name, "inspect-metadata.json");
	assert_string_equal(sif->compression, "gzip");
	assert_false(sif->is_signed);
	assert_false(sif->has_overlay);
	assert_string_equal(sif->definition, "Bootstrap: docker\nFrom: ubuntu:24.04\n");
	assert_string_equal(sif->runscript, "#!/bin/sh\nexec \"$@\"\n");
	assert_string_equal(sif->help, "ask");
	assert_null(sif->oci_config);
	assert_string_equal(json_string_value(json_object_get(sif->environment,
				    "/.singularity.d/env/90-environment.sh")),
		"export A=1");
}

static void only_text_and_numbers_are_labels(void **state)
{
	struct reading *reading = *state;

	make_image(reading->folder, "gzip", "1");
	assert_true(read_file(reading, "image.sif"));
	assert_string_equal(label(reading, "maintainer"), "someone");
	assert_string_equal(label(reading, "layers"), "12");
	assert_string_equal(label(reading, "odd"), "\x1b[31m\xe2\x80\xae");
	assert_int_equal(json_object_size(reading->sif.labels), 3);
}

/* The value behind "NAME:" in the output of siftool; the caller frees it. */
static char *find_value(const char *output, const char *name)
{
	const char *line = strstr(output, name);
	assert_non_null(line);
	line += strlen(name) + 1;
	line += strspn(line, " ");
	return xstrndup(line, strcspn(line, "\n"));
}

static void assert_value(const char *output, const char *name, const char *wanted)
{
	char *value = find_value(output, name);
	assert_string_equal(value, wanted);
	free(value);
}

static void agrees_with_siftool(void **state)
{
	struct reading *reading = *state;
	struct text output = TEXT_INIT;

	make_image(reading->folder, "gzip", "1");
	assert_true(read_file(reading, "image.sif"));
	run_tool(reading->folder, "siftool header image.sif");
	read_bytes(reading->folder, "tool.log", &output);
	assert_value(text_string(&output), "ID", reading->sif.uuid);
	assert_value(text_string(&output), "Primary Architecture", reading->sif.arch);
	char made[40];
	time_t created = (time_t)reading->sif.created;
	strftime(made, sizeof made, "%F %T +0000 UTC", gmtime(&created));
	assert_value(text_string(&output), "Created At", made);

	text_truncate(&output, 0);
	run_tool(reading->folder, "siftool list image.sif");
	read_bytes(reading->folder, "tool.log", &output);
	for (size_t i = 0; i < reading->sif.descriptor_count; i++) {
		const struct sif_descriptor *descriptor = &reading->sif.descriptors[i];
		char line[120];
		snprintf(line, sizeof line, "%-4" PRIu32 " |%-7" PRIu32, descriptor->id,
			descriptor->group);
		const char *found = strstr(text_string(&output), line);
		assert_non_null(found);
		char place[60];
		snprintf(place, sizeof place, "%" PRIu64 "-%" PRIu64, descriptor->offset,
			descriptor->offset + descriptor->size);
		const char *end = strchr(found, '\n');
		const char *spot = strstr(found, place);
		assert_true(spot != NULL && spot < end);
		const char *type = strstr(found, sif_type_name(descriptor->type));
		assert_true(type != NULL && type < end);
	}
	text_release(&output);
}

static void every_compression_is_named(void **state)
{
	static const char *const names[] = {"gzip", "xz", "lz4", "zstd", "lzo"};
	struct reading *reading = *state;

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		char *folder = xasprintf("%s/%s", reading->folder, names[i]);
		char *file = xasprintf("%s/image.sif", names[i]);
		assert_int_equal(mkdir(folder, 0755), 0);
		make_image(folder, names[i], "1");
		assert_true(read_file(reading, file));
		assert_string_equal(reading->sif.compression, names[i]);
		if (string_equal(names[i], "zstd"))
			assert_only_diag(&reading->diags, "I07");
		else
			assert_no_diags(&reading->diags);
		/* The same file system without a SIF around it; zstd is nothing to warn of then. */
		free(file);
		file = xasprintf("%s/root.sqfs", names[i]);
		assert_true(read_file(reading, file));
		assert_no_diags(&reading->diags);
		assert_int_equal(reading->sif.kind, IMAGE_SQUASHFS);
		assert_string_equal(reading->sif.compression, names[i]);
		free(file);
		free(folder);
	}
}

static void signed_image(void **state)
{
	struct reading *reading = *state;

	make_image(reading->folder, "gzip", "1");
	write_text(reading->folder, "signature", "-----BEGIN PGP SIGNED MESSAGE-----");
	run_tool(reading->folder,
		"siftool add image.sif signature --datatype 5 --signhash 1 --signentity " KEY);
	assert_true(read_file(reading, "image.sif"));
	assert_no_diags(&reading->diags);
	assert_true(reading->sif.is_signed);
	assert_int_equal(reading->sif.descriptor_count, 4);
	assert_string_equal(reading->sif.descriptors[3].fingerprint, KEY);
	assert_string_equal(reading->sif.descriptors[2].fingerprint, "");
}

static void overlay_partition(void **state)
{
	struct reading *reading = *state;

	make_image(reading->folder, "gzip", "1");
	run_tool(reading->folder, "siftool add image.sif root.sqfs --datatype 4 --parttype 4"
				  " --partfs 1 --partarch 2 --groupid 1");
	assert_true(read_file(reading, "image.sif"));
	assert_no_diags(&reading->diags);
	assert_true(reading->sif.has_overlay);
	assert_ptr_equal(reading->sif.primary, &reading->sif.descriptors[2]);
}

static void ext3_image(void **state)
{
	struct reading *reading = *state;

	/* mke2fs is in /usr/sbin, which is not in everybody's PATH. */
	run_tool(reading->folder, "env PATH=/usr/sbin:/sbin:/usr/bin:/bin mke2fs -q -t ext3 "
				  "disk.img 1024k");
	assert_true(read_file(reading, "disk.img"));
	assert_no_diags(&reading->diags);
	assert_int_equal(reading->sif.kind, IMAGE_EXT3);

	run_tool(reading->folder, "siftool new image.sif");
	run_tool(reading->folder, "siftool add image.sif disk.img --datatype 4 --parttype 2"
				  " --partfs 2 --partarch 2 --groupid 1");
	assert_true(read_file(reading, "image.sif"));
	assert_no_diags(&reading->diags);
	assert_int_equal(reading->sif.kind, IMAGE_EXT3);
	assert_null(reading->sif.compression);
	assert_null(reading->sif.labels);
}

static void partition_without_its_file_system(void **state)
{
	static const int32_t kinds[] = {SIF_FILESYSTEM_SQUASHFS, SIF_FILESYSTEM_EXT3, 77};
	static const char *const said[] = {"no squashfs begins at byte 4681", "no ext3 begins",
		"unknown kind 77"};
	struct reading *reading = *state;
	char zeros[2048] = {0};

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		struct maker maker = maker_begin(1);
		maker_add_partition(&maker, kinds[i], SIF_ROLE_PRIMARY, zeros, sizeof zeros);
		read_maker(reading, &maker);
		assert_only_diag(&reading->diags, "I05");
		assert_non_null(strstr(reading->diags.items[0].message, said[i]));
	}
}

static void encrypted_image_shows_what_is_clear(void **state)
{
	struct reading *reading = *state;

	make_image(reading->folder, "gzip", "5");
	assert_true(read_file(reading, "image.sif"));
	assert_no_diags(&reading->diags);
	assert_int_equal(reading->sif.kind, IMAGE_ENCRYPTED);
	assert_string_equal(label(reading, "maintainer"), "someone");
	assert_non_null(reading->sif.definition);
	assert_null(reading->sif.compression);
}

static void holes_between_descriptors(void **state)
{
	struct reading *reading = *state;

	make_image(reading->folder, "gzip", "1");
	run_tool(reading->folder, "siftool del 1 image.sif");
	assert_true(read_file(reading, "image.sif"));
	assert_no_diags(&reading->diags);
	assert_int_equal(reading->sif.descriptor_count, 2);
	assert_int_equal(reading->sif.descriptors[0].id, 2);
	assert_int_equal(reading->sif.primary->id, 3);
	assert_string_equal(label(reading, "maintainer"), "someone");
	assert_null(reading->sif.definition);
}

static void small_objects_behind_the_first_read(void **state)
{
	struct reading *reading = *state;

	make_parts(reading->folder, "gzip");
	run_tool(reading->folder, "siftool new image.sif");
	run_tool(reading->folder, "siftool add image.sif root.sqfs --datatype 4 --parttype 2"
				  " --partfs 1 --partarch 6 --groupid 1 --alignment 65536");
	run_tool(reading->folder, "siftool add image.sif inspect-metadata.json --datatype 6"
				  " --filename inspect-metadata.json --alignment 65536");
	assert_true(read_file(reading, "image.sif"));
	assert_no_diags(&reading->diags);
	assert_string_equal(reading->sif.arch, "ppc64le");
	assert_int_equal(reading->sif.primary->offset, 65536);
	assert_string_equal(reading->sif.compression, "gzip");
	assert_int_equal(reading->sif.descriptors[1].offset, 131072);
	assert_string_equal(label(reading, "maintainer"), "someone");
}

static void header_of_real_images(void **state)
{
	struct reading *reading = *state;
	struct maker maker = make_small_sif("{\"labels\":{},\"runscript\":\"\"}");

	read_maker(reading, &maker);
	assert_no_diags(&reading->diags);
	assert_string_equal(reading->sif.launch, "#!/usr/bin/env run-singularity");
	assert_string_equal(reading->sif.uuid, "abababab-abab-abab-abab-abababababab");
	assert_int_equal(reading->sif.created, 1700000000);
	assert_int_equal(reading->sif.modified, 1700000001);
	/* What is empty is not there. */
	assert_null(reading->sif.labels);
	assert_null(reading->sif.runscript);
	assert_null(reading->sif.environment);
	assert_string_equal(reading->sif.definition, "Bootstrap: docker\nFrom: demo\n");
}

static void unset_header_fields(void **state)
{
	struct reading *reading = *state;
	struct maker maker = make_small_sif("{}");

	memset(maker.bytes.data + 48, 0, 16);
	memcpy(maker.bytes.data + 45, "99", 2);
	put_le(maker.bytes.data + 64, (uint64_t)-62135596800, 8);
	put_le(maker.bytes.data + 72, UINT64_MAX / 2, 8);
	read_maker(reading, &maker);
	assert_no_diags(&reading->diags);
	assert_string_equal(reading->sif.uuid, "");
	assert_string_equal(reading->sif.arch, "unknown");
	assert_int_equal(reading->sif.created, 0);
	assert_int_equal(reading->sif.modified, 0);
}

static void definition_of_the_metadata_comes_first(void **state)
{
	struct reading *reading = *state;
	struct maker maker = make_small_sif("{\"deffile\":\"From: metadata\"}");

	read_maker(reading, &maker);
	assert_string_equal(reading->sif.definition, "From: metadata");
}

static void labels_and_configuration_of_their_own(void **state)
{
	struct reading *reading = *state;
	struct maker maker = make_small_sif("{}");

	maker_add_text(&maker, SIF_LABELS, "labels", "{\"a\":\"b\"}");
	maker_add_text(&maker, SIF_JSON, "oci-config.json", "{\"Cmd\":[\"/bin/sh\"]}");
	read_maker(reading, &maker);
	assert_no_diags(&reading->diags);
	assert_string_equal(label(reading, "a"), "b");
	assert_int_equal(json_array_size(json_object_get(reading->sif.oci_config, "Cmd")), 1);
}

static void metadata_is_known_by_name_and_type(void **state)
{
	struct reading *reading = *state;
	struct maker maker = make_small_sif("{\"labels\":{\"a\":\"1\"}}");

	put_le(maker_record(&maker, 1), SIF_GENERIC, 4);
	maker_add_text(&maker, SIF_JSON, "inspect-metadata.json.old",
		"{\"data\":{\"attributes\":{\"labels\":{\"a\":\"2\"}}}}");
	read_maker(reading, &maker);
	assert_no_diags(&reading->diags);
	assert_null(reading->sif.labels);
}

#define DIGEST(digit)                                                                              \
	"sha256:" digit "00000000bbbbbbbbccccccccddddddddeeeeeeeeffffffff111111112222222"
#define LAYER "application/vnd.sylabs.image.layer.v1"

/* An OCI-SIF with `layers` (a JSON array) in its manifest, and two squashfs blobs. */
static struct maker make_oci_sif(const char *layers)
{
	static const char index[] = "{\"manifests\":[{\"digest\":\"" DIGEST("1") "\"}]}";
	static const char config[] =
		"{\"architecture\":\"amd64\",\"config\":{\"Env\":[\"A=1\"],"
		"\"Entrypoint\":[\"/run\"],\"Labels\":{\"title\":\"made by hand\"}}}";
	struct maker maker = maker_begin(8);
	char block[96];

	char *manifest = xasprintf("{\"config\":{\"digest\":\"" DIGEST("2") "\"},\"layers\":%s}",
		layers);
	make_superblock(block, 6, sizeof block);
	maker_add_blob(&maker, SIF_OCI_BLOB, DIGEST("3"), block, sizeof block);
	make_superblock(block, 1, sizeof block);
	maker_add_blob(&maker, SIF_OCI_BLOB, DIGEST("4"), block, sizeof block);
	maker_add_blob(&maker, SIF_OCI_BLOB, DIGEST("2"), config, sizeof config - 1);
	maker_add_blob(&maker, SIF_OCI_BLOB, DIGEST("1"), manifest, strlen(manifest));
	maker_add_blob(&maker, SIF_OCI_ROOT_INDEX, DIGEST("5"), index, sizeof index - 1);
	free(manifest);
	return maker;
}

static void oci_image(void **state)
{
	struct reading *reading = *state;
	struct sif *sif = &reading->sif;
	struct maker maker = make_oci_sif(
		"[{\"mediaType\":\"" LAYER ".squashfs\",\"digest\":\"" DIGEST("4") "\"}]");

	read_maker(reading, &maker);
	assert_no_diags(&reading->diags);
	assert_int_equal(sif->kind, IMAGE_OCI_SIF);
	assert_int_equal(sif->descriptor_count, 5);
	assert_string_equal(sif->descriptors[4].digest, DIGEST("5"));
	assert_string_equal(label(reading, "title"), "made by hand");
	assert_int_equal(json_array_size(json_object_get(sif->oci_config, "Entrypoint")), 1);
	assert_ptr_equal(sif->primary, &sif->descriptors[1]);
	assert_string_equal(sif->compression, "gzip");
	assert_false(sif->has_overlay);
	assert_null(sif->definition);
}

static void oci_image_of_many_layers(void **state)
{
	struct reading *reading = *state;
	struct maker maker = make_oci_sif(
		"[{\"mediaType\":\"" LAYER ".squashfs\",\"digest\":\"" DIGEST("3") "\"},"
		"{\"mediaType\":\"" LAYER ".squashfs\",\"digest\":\"" DIGEST("4") "\"},"
		"{\"mediaType\":\"" LAYER ".ext3\",\"digest\":\"" DIGEST("9") "\"}]");

	read_maker(reading, &maker);
	assert_no_diags(&reading->diags);
	assert_null(reading->sif.primary);
	assert_null(reading->sif.compression);
	assert_true(reading->sif.has_overlay);
	/* Lower to upper, without the writable one. */
	assert_int_equal(reading->sif.layer_count, 2);
	assert_ptr_equal(reading->sif.layers[0], &reading->sif.descriptors[0]);
	assert_ptr_equal(reading->sif.layers[1], &reading->sif.descriptors[1]);
}

static void oci_image_of_too_many_layers(void **state)
{
	struct reading *reading = *state;
	struct text layers = TEXT_INIT;

	text_append(&layers, "[0");
	text_append_repeated(&layers, ",{}", 128);
	text_append_char(&layers, ']');
	struct maker maker = make_oci_sif(text_string(&layers));
	text_release(&layers);
	read_maker(reading, &maker);
	assert_only_diag(&reading->diags, "I05");
	assert_non_null(strstr(reading->diags.items[0].message, "129 layers"));
	assert_int_equal(reading->sif.layer_count, 0);
	assert_null(reading->sif.primary);
}

static void oci_image_of_unknown_layers(void **state)
{
	struct reading *reading = *state;
	struct maker maker = make_oci_sif("[7,{\"mediaType\":\"" LAYER ".tar\",\"digest\":\"" DIGEST(
		"4") "\"}]");

	read_maker(reading, &maker);
	assert_int_equal(reading->diags.count, 2);
	assert_string_equal(reading->diags.items[1].id, "I05");
	assert_non_null(strstr(reading->diags.items[1].message, "its layer 2 is of the kind"));
	assert_int_equal(reading->sif.layer_count, 2);
	assert_null(reading->sif.layers[0]);
	assert_null(reading->sif.layers[1]);
}

static void oci_image_that_lacks_a_blob(void **state)
{
	struct reading *reading = *state;
	struct maker maker = make_oci_sif(
		"[{\"mediaType\":\"" LAYER ".squashfs\",\"digest\":\"" DIGEST("7") "\"}]");

	put_le(maker_record(&maker, 2), SIF_GENERIC, 4);
	read_maker(reading, &maker);
	assert_int_equal(reading->diags.count, 2);
	assert_string_equal(reading->diags.items[0].id, "I05");
	assert_int_equal(reading->diags.items[0].severity, SEVERITY_WARNING);
	assert_non_null(strstr(reading->diags.items[0].message, "OCI configuration"));
	assert_int_equal(reading->diags.items[1].severity, SEVERITY_ERROR);
	assert_non_null(strstr(reading->diags.items[1].message, "layer 1"));
	assert_null(reading->sif.labels);
	assert_null(reading->sif.primary);
	assert_int_equal(reading->sif.layer_count, 1);
	assert_null(reading->sif.layers[0]);
}

static void file_of_singularity_2(void **state)
{
	struct reading *reading = *state;
	struct text bytes = TEXT_INIT;

	make_parts(reading->folder, "xz");
	text_append(&bytes, "#!/usr/bin/env run-singularity\n");
	read_bytes(reading->folder, "root.sqfs", &bytes);
	free(write_bytes(reading->folder, "old.img", bytes.data, bytes.length));
	assert_true(read_file(reading, "old.img"));
	assert_no_diags(&reading->diags);
	assert_int_equal(reading->sif.kind, IMAGE_SQUASHFS);
	assert_int_equal(reading->sif.begin, strlen("#!/usr/bin/env run-singularity\n"));
	assert_string_equal(reading->sif.compression, "xz");

	/* Cut in the middle of its file system. */
	free(write_bytes(reading->folder, "cut.img", bytes.data, 200));
	assert_true(read_file(reading, "cut.img"));
	assert_only_diag(&reading->diags, "I04");
	assert_int_equal(reading->diags.items[0].severity, SEVERITY_ERROR);
	assert_int_equal(reading->sif.kind, IMAGE_SQUASHFS);
	text_release(&bytes);
}

static void files_that_are_no_images(void **state)
{
	static const struct {
		const char *content, *said;
	} cases[] = {
		{"", "it is empty"},
		{"only a few bytes\n", "only 17 bytes long: an interrupted copy?"},
		{"#!/bin/bash\necho run-singularity\n", "a script"},
		{"<!DOCTYPE html><html>", "a web page"},
		{"version https://git-lfs.github.com/spec/v1\n", "git-lfs"},
		{"Bootstrap: docker\nFrom: x\n", "a definition file"},
		{"#!/usr/bin/env run-singularity\nhsq", "a script"},
	};
	struct reading *reading = *state;
	char zeros[5000] = {0};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		write_text(reading->folder, "x.sif", cases[i].content);
		assert_true(read_file(reading, "x.sif"));
		assert_only_diag(&reading->diags, "I02");
		assert_int_equal(reading->diags.items[0].severity, SEVERITY_ERROR);
		assert_non_null(strstr(reading->diags.items[0].message, cases[i].said));
		assert_int_equal(reading->sif.kind, IMAGE_NONE);
		assert_string_equal(reading->sif.arch, "unknown");
	}
	free(write_bytes(reading->folder, "x.sif", zeros, sizeof zeros));
	assert_true(read_file(reading, "x.sif"));
	assert_non_null(strstr(reading->diags.items[0].message, "only zeros"));
	memset(zeros, 'x', sizeof zeros);
	free(write_bytes(reading->folder, "x.sif", zeros, sizeof zeros));
	assert_true(read_file(reading, "x.sif"));
	assert_non_null(strstr(reading->diags.items[0].message, "neither SIF nor"));
}

static void places_that_are_no_files(void **state)
{
	struct reading *reading = *state;
	char *fifo = xasprintf("%s/fifo", reading->folder);
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	assert_int_equal(mkfifo(fifo, 0600), 0);
	free(fifo);
	snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", reading->folder);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	close(fd);

	static const char *const names[] = {".", "fifo", "socket"};
	static const char *const said[] = {"a folder", "a FIFO", "a socket"};
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		assert_false(read_file(reading, names[i]));
		assert_only_diag(&reading->diags, "I03");
		assert_non_null(strstr(reading->diags.items[0].message, said[i]));
	}
}

static void files_that_cannot_be_opened(void **state)
{
	struct reading *reading = *state;

	assert_false(read_file(reading, "missing.sif"));
	assert_only_diag(&reading->diags, "I01");
	assert_non_null(strstr(reading->diags.items[0].message, "No such file or directory"));

	char *link = xasprintf("%s/link.sif", reading->folder);
	assert_int_equal(symlink("nowhere", link), 0);
	free(link);
	assert_false(read_file(reading, "link.sif"));
	assert_only_diag(&reading->diags, "I01");

	write_text(reading->folder, "secret.sif", "x");
	char *path = xasprintf("%s/secret.sif", reading->folder);
	assert_int_equal(chmod(path, 0), 0);
	free(path);
	/* The superuser may read everything: be somebody else for a moment. */
	bool root = geteuid() == 0;
	assert_int_equal(root ? seteuid(65534) : 0, 0);
	bool fine = read_file(reading, "secret.sif");
	assert_int_equal(root ? seteuid(0) : 0, 0);
	assert_false(fine);
	assert_only_diag(&reading->diags, "I01");
	assert_non_null(strstr(reading->diags.items[0].message, "Permission denied"));
}

static void a_link_is_followed(void **state)
{
	struct reading *reading = *state;
	struct maker maker = make_small_sif("{}");
	char *link = xasprintf("%s/link.sif", reading->folder);

	free(write_bytes(reading->folder, "a.sif", maker.bytes.data, maker.bytes.length));
	text_release(&maker.bytes);
	assert_int_equal(symlink("a.sif", link), 0);
	free(link);
	assert_true(read_file(reading, "link.sif"));
	assert_no_diags(&reading->diags);
	assert_int_equal(reading->sif.kind, IMAGE_SIF);
}

static void types_have_names(void **state)
{
	(void)state;
	assert_string_equal(sif_type_name(SIF_DEFINITION), "Def.FILE");
	assert_string_equal(sif_type_name(SIF_SBOM), "SBOM");
	assert_string_equal(sif_type_name(SIF_OCI_BLOB), "OCI.Blob");
	assert_string_equal(sif_type_name(SIF_OCI_BLOB + 1), "Unknown");
	assert_string_equal(sif_type_name(-1), "Unknown");
}

#define READING(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		READING(native_image),
		READING(only_text_and_numbers_are_labels),
		READING(agrees_with_siftool),
		READING(every_compression_is_named),
		READING(signed_image),
		READING(overlay_partition),
		READING(ext3_image),
		READING(partition_without_its_file_system),
		READING(encrypted_image_shows_what_is_clear),
		READING(holes_between_descriptors),
		READING(small_objects_behind_the_first_read),
		READING(header_of_real_images),
		READING(unset_header_fields),
		READING(definition_of_the_metadata_comes_first),
		READING(labels_and_configuration_of_their_own),
		READING(metadata_is_known_by_name_and_type),
		READING(oci_image),
		READING(oci_image_of_many_layers),
		READING(oci_image_of_too_many_layers),
		READING(oci_image_of_unknown_layers),
		READING(oci_image_that_lacks_a_blob),
		READING(file_of_singularity_2),
		READING(files_that_are_no_images),
		READING(places_that_are_no_files),
		READING(files_that_cannot_be_opened),
		READING(a_link_is_followed),
		cmocka_unit_test(types_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
