#include "image/sif_parts.h"

/* Go's zero time.Time as Unix seconds, which older writers store for "unset". */
#define GO_TIME_UNSET (-62135596800)
/* The end of the year 9999: what lies behind it is no time. */
#define TIME_LAST 253402300799

enum { /* offsets within a descriptor record */
	RECORD_TYPE = 0,
	RECORD_USED = 4,
	RECORD_ID = 5,
	RECORD_GROUP = 9,
	RECORD_LINK = 13,
	RECORD_OFFSET = 17,
	RECORD_LENGTH = 25,
	RECORD_CREATED = 41,
	RECORD_MODIFIED = 49,
	RECORD_NAME = 73,
	RECORD_EXTRA = 201, /* its meaning depends on the type */
	EXTRA_SIGNER = RECORD_EXTRA + 4,
	EXTRA_ROLE = RECORD_EXTRA + 4,
	EXTRA_ARCH = RECORD_EXTRA + 8,
	FINGERPRINT_BYTES = 20,
};

static const unsigned char magic[10] = "SIF_MAGIC";

/* Copies a field that is padded with NUL bytes but need not end with one; `to` takes
 * length + 1 bytes. */
static void copy_field(char *to, const unsigned char *bytes, size_t length)
{
	size_t used = strnlen((const char *)bytes, length);
	memcpy(to, bytes, used);
	to[used] = '\0';
}

static int64_t parse_time(const unsigned char *bytes)
{
	int64_t seconds = (int64_t)load_le64(bytes);
	return seconds == GO_TIME_UNSET || seconds < 0 || seconds > TIME_LAST ? 0 : seconds;
}

static bool all_zero(const unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

static void append_hex(char *to, const unsigned char *bytes, size_t length, const char *digits)
{
	for (size_t i = 0; i < length; i++) {
		to[2 * i] = digits[bytes[i] >> 4];
		to[2 * i + 1] = digits[bytes[i] & 15];
	}
	to[2 * length] = '\0';
}

/* Writes "8-4-4-4-12" hexadecimal digits; 37 bytes with the NUL. */
static void parse_uuid(char *to, const unsigned char *bytes)
{
	static const size_t groups[] = {4, 2, 2, 2, 6};

	if (all_zero(bytes, 16))
		return;
	for (size_t i = 0; i < ARRAY_LENGTH(groups); i++) {
		if (i > 0)
			*to++ = '-';
		append_hex(to, bytes, groups[i], "0123456789abcdef");
		bytes += groups[i];
		to += 2 * groups[i];
	}
}

static const char *arch_name(const char *code)
{
	static const char *const names[] = {"unknown", "386", "amd64", "arm", "arm64", "ppc64",
		"ppc64le", "mips", "mipsle", "mips64", "mips64le", "s390x", "riscv64", "loong64"};

	if (code[0] < '0' || code[0] > '9' || code[1] < '0' || code[1] > '9')
		return names[0];
	size_t index = (size_t)(code[0] - '0') * 10 + (size_t)(code[1] - '0');
	return names[index < ARRAY_LENGTH(names) ? index : 0];
}

bool sif_has_magic(const unsigned char *bytes, size_t length)
{
	return length >= SIF_MAGIC_OFFSET + sizeof magic &&
		memcmp(bytes + SIF_MAGIC_OFFSET, magic, sizeof magic) == 0;
}

void sif_parse_header(const unsigned char *bytes, struct sif *sif, struct sif_table *table)
{
	char arch[4];

	copy_field(sif->launch, bytes, 32);
	sif->launch[strcspn(sif->launch, "\n")] = '\0';
	copy_field(table->version, bytes + 42, 2);
	copy_field(arch, bytes + 45, 3);
	const char *name = arch_name(arch);
	memcpy(sif->arch, name, strlen(name) + 1);
	parse_uuid(sif->uuid, bytes + 48);
	sif->created = parse_time(bytes + 64);
	sif->modified = parse_time(bytes + 72);
	table->total = (int64_t)load_le64(bytes + 88);
	table->offset = (int64_t)load_le64(bytes + 96);
	table->size = (int64_t)load_le64(bytes + 104);
}

bool sif_record_used(const unsigned char *bytes)
{
	return bytes[RECORD_USED] != 0;
}

static void parse_extra(const unsigned char *bytes, struct sif_descriptor *descriptor)
{
	const unsigned char *signer = bytes + EXTRA_SIGNER;

	switch (descriptor->type) {
	case SIF_PARTITION:
		descriptor->filesystem = (int32_t)load_le32(bytes + RECORD_EXTRA);
		descriptor->role = (int32_t)load_le32(bytes + EXTRA_ROLE);
		copy_field(descriptor->arch, bytes + EXTRA_ARCH, 3);
		break;
	case SIF_SIGNATURE:
		if (!all_zero(signer, FINGERPRINT_BYTES))
			append_hex(descriptor->fingerprint, signer, FINGERPRINT_BYTES,
				"0123456789ABCDEF");
		break;
	case SIF_OCI_ROOT_INDEX:
	case SIF_OCI_BLOB:
		copy_field(descriptor->digest, bytes + RECORD_EXTRA, sizeof descriptor->digest - 1);
		break;
	default:
		break;
	}
}

/* Takes the claimed place over as far as the file reaches. */
static enum sif_extent clamp(
	const struct sif_claim *claim, uint64_t file_size, struct sif_descriptor *descriptor)
{
	if (claim->offset < 0 || claim->size < 0 || claim->size > INT64_MAX - claim->offset) {
		descriptor->truncated = true;
		return SIF_SENSELESS;
	}
	uint64_t offset = (uint64_t)claim->offset, size = (uint64_t)claim->size;
	descriptor->offset = offset < file_size ? offset : file_size;
	uint64_t there = file_size - descriptor->offset;
	descriptor->size = size < there ? size : there;
	descriptor->truncated = descriptor->size < size;
	return descriptor->truncated ? SIF_CUT_OFF : SIF_WHOLE;
}

struct sif_claim sif_parse_record(
	const unsigned char *bytes, uint64_t file_size, struct sif_descriptor *descriptor)
{
	struct sif_claim claim = {
		.offset = (int64_t)load_le64(bytes + RECORD_OFFSET),
		.size = (int64_t)load_le64(bytes + RECORD_LENGTH),
	};

	*descriptor = (struct sif_descriptor){
		.type = (int32_t)load_le32(bytes + RECORD_TYPE),
		.id = load_le32(bytes + RECORD_ID),
		.group = load_le32(bytes + RECORD_GROUP) & SIF_GROUP_MASK,
		.link = load_le32(bytes + RECORD_LINK),
		.created = parse_time(bytes + RECORD_CREATED),
		.modified = parse_time(bytes + RECORD_MODIFIED),
	};
	copy_field(descriptor->name, bytes + RECORD_NAME, sizeof descriptor->name - 1);
	parse_extra(bytes, descriptor);
	claim.extent = clamp(&claim, file_size, descriptor);
	return claim;
}

const char *sif_type_name(int32_t type)
{
	static const char *const names[] = {"Def.FILE", "Env.Vars", "JSON.Labels", "FS",
		"Signature", "JSON.Generic", "Generic/Raw", "Cryptographic Message", "SBOM",
		"OCI.RootIndex", "OCI.Blob"};

	if (type < SIF_DEFINITION || type > SIF_OCI_BLOB)
		return "Unknown";
	return names[type - SIF_DEFINITION];
}
