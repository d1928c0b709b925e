#include "image/squashfs_parts.h"

#ifdef HAVE_LIBDEFLATE
#include <libdeflate.h>
#else
#include <zlib.h>
#endif
#ifdef HAVE_LZ4
#include <lz4.h>
#endif
#ifdef HAVE_LZMA
#include <lzma.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

/* One packed block, and room for what is in it. */
struct packed {
	const unsigned char *bytes;
	size_t length;
	unsigned char *out;
	size_t capacity;
};

struct method {
	const char *name;
	const char *library; /* what a build needs for it; NULL when Berth cannot read it at all */
	/* All NULL when this build cannot; start and end also when there is no state. */
	void *(*start)(void);
	bool (*decode)(void *state, const struct packed *packed, size_t *out_length);
	void (*end)(void *state);
};

struct squashfs_codec {
	const struct method *method;
	void *state;
};

#ifdef HAVE_LIBDEFLATE
static void *start_gzip(void)
{
	struct libdeflate_decompressor *state = libdeflate_alloc_decompressor();

	if (state == NULL)
		fatal("out of memory");
	return state;
}

static bool decode_gzip(void *state, const struct packed *packed, size_t *out_length)
{
	return libdeflate_zlib_decompress(state, packed->bytes, packed->length, packed->out,
		       packed->capacity, out_length) == LIBDEFLATE_SUCCESS;
}

static void end_gzip(void *state)
{
	libdeflate_free_decompressor(state);
}
#else
static void *start_gzip(void)
{
	z_stream *state = xcalloc(1, sizeof *state);

	if (inflateInit(state) != Z_OK)
		fatal("out of memory");
	return state;
}

static bool decode_gzip(void *state, const struct packed *packed, size_t *out_length)
{
	z_stream *stream = state;

	if (inflateReset(stream) != Z_OK)
		return false;
	stream->next_in = (z_const Bytef *)(uintptr_t)packed->bytes;
	stream->avail_in = (uInt)packed->length;
	stream->next_out = packed->out;
	stream->avail_out = (uInt)packed->capacity;
	if (inflate(stream, Z_FINISH) != Z_STREAM_END)
		return false;
	*out_length = packed->capacity - stream->avail_out;
	return true;
}

static void end_gzip(void *state)
{
	inflateEnd(state);
	free(state);
}
#endif

#ifdef HAVE_LZMA
static bool decode_xz(void *state UNUSED, const struct packed *packed, size_t *out_length)
{
	/* A dictionary is at most as large as a block, 1 MiB. */
	uint64_t memory = UINT64_C(32) * 1024 * 1024;
	size_t in = 0, out = 0;

	if (lzma_stream_buffer_decode(&memory, 0, NULL, packed->bytes, &in, packed->length,
		    packed->out, &out, packed->capacity) != LZMA_OK)
		return false;
	*out_length = out;
	return true;
}
#define XZ NULL, decode_xz, NULL
#else
#define XZ NULL, NULL, NULL
#endif

#ifdef HAVE_LZ4
static bool decode_lz4(void *state UNUSED, const struct packed *packed, size_t *out_length)
{
	int length = LZ4_decompress_safe((const char *)packed->bytes, (char *)packed->out,
		(int)packed->length, (int)packed->capacity);

	if (length < 0)
		return false;
	*out_length = (size_t)length;
	return true;
}
#define LZ4 NULL, decode_lz4, NULL
#else
#define LZ4 NULL, NULL, NULL
#endif

#ifdef HAVE_ZSTD
static void *start_zstd(void)
{
	ZSTD_DCtx *state = ZSTD_createDCtx();

	if (state == NULL)
		fatal("out of memory");
	return state;
}

static bool decode_zstd(void *state, const struct packed *packed, size_t *out_length)
{
	size_t length = ZSTD_decompressDCtx(
		state, packed->out, packed->capacity, packed->bytes, packed->length);

	if (ZSTD_isError(length))
		return false;
	*out_length = length;
	return true;
}

static void end_zstd(void *state)
{
	ZSTD_freeDCtx(state);
}
#define ZSTD start_zstd, decode_zstd, end_zstd
#else
#define ZSTD NULL, NULL, NULL
#endif

/* By the number in the superblock. */
static const struct method methods[] = {
	{NULL, NULL, NULL, NULL, NULL},
	{"gzip", "zlib", start_gzip, decode_gzip, end_gzip},
	{"lzma", NULL, NULL, NULL, NULL},
	{"lzo", NULL, NULL, NULL, NULL},
	{"xz", "liblzma", XZ},
	{"lz4", "liblz4", LZ4},
	{"zstd", "libzstd", ZSTD},
};

const char *squashfs_compression_at(size_t index)
{
	for (size_t id = 0; id < ARRAY_LENGTH(methods); id++)
		if (methods[id].decode != NULL && index-- == 0)
			return methods[id].name;
	return NULL;
}

static void complain(unsigned id, const char *path, struct diags *diags)
{
	struct place place = {.file = path};
	const struct method *method = id < ARRAY_LENGTH(methods) ? &methods[id] : &methods[0];

	if (method->name == NULL) {
		diags_add(diags, SEVERITY_ERROR, "I41", &place,
			"the squashfs in '%s' has the unknown compression %u", path, id);
		return;
	}
	struct diag *diag = diags_add(diags, SEVERITY_ERROR, "I41", &place,
		"the squashfs in '%s' is compressed with %s, which Berth cannot read", path,
		method->name);
	if (method->library != NULL)
		diag_hint(diag, "this Berth was built without %s: build it again where that is",
			method->library);
	else
		diag_hint(diag, "unpack it with unsquashfs and pack it again with "
				"'mksquashfs FOLDER FILE -comp gzip'");
}

static struct squashfs_codec *start(const struct method *method)
{
	struct squashfs_codec *codec = xcalloc(1, sizeof *codec);

	codec->method = method;
	codec->state = method->start != NULL ? method->start() : NULL;
	return codec;
}

struct squashfs_codec *squashfs_codec_new(unsigned id, const char *path, struct diags *diags)
{
	if (id >= ARRAY_LENGTH(methods) || methods[id].decode == NULL) {
		complain(id, path, diags);
		return NULL;
	}
	return start(&methods[id]);
}

struct squashfs_codec *squashfs_codec_copy(const struct squashfs_codec *codec)
{
	return start(codec->method);
}

void squashfs_codec_free(struct squashfs_codec *codec)
{
	if (codec == NULL)
		return;
	if (codec->method->end != NULL)
		codec->method->end(codec->state);
	free(codec);
}

const char *squashfs_codec_name(const struct squashfs_codec *codec)
{
	return codec->method->name;
}

bool squashfs_codec_decode(struct squashfs_codec *codec, const unsigned char *bytes, size_t length,
	unsigned char *out, size_t capacity, size_t *out_length)
{
	struct packed packed = {bytes, length, out, capacity};

	return codec->method->decode(codec->state, &packed, out_length);
}
