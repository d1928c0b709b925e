#include "image/sif_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool lies_in_head(const struct sif_source *source, uint64_t offset, size_t length)
{
	return offset <= source->head_length && length <= source->head_length - offset;
}

const unsigned char *sif_source_view(
	struct sif_source *source, uint64_t offset, size_t length, unsigned char **owned)
{
	*owned = NULL;
	if (lies_in_head(source, offset, length))
		return source->head + offset;
	*owned = xmalloc(length);
	if (sif_source_read(source, offset, length, *owned))
		return *owned;
	free(*owned);
	*owned = NULL;
	return NULL;
}

bool sif_source_read(
	struct sif_source *source, uint64_t offset, size_t length, unsigned char *bytes)
{
	struct place place = {.file = source->path};
	size_t done = 0;

	if (lies_in_head(source, offset, length)) {
		memcpy(bytes, source->head + offset, length);
		return true;
	}
	while (done < length) {
		ssize_t n = pread(
			source->fd, bytes + done, length - done, (off_t)(offset + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n > 0) {
			done += (size_t)n;
			continue;
		}
		struct diag *diag = diags_add(source->diags, SEVERITY_ERROR, "I01", &place,
			"cannot read '%s': %s", source->path,
			n < 0 ? strerror(errno) : "it became shorter while it was read");
		if (n == 0)
			diag_hint(diag, "wait until whatever writes the file has finished");
		return false;
	}
	return true;
}

void sif_complain(struct sif_source *source, enum severity severity, const char *id,
	const char *hint, const char *format, ...)
{
	struct place place = {.file = source->path};
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = diags_vadd(source->diags, severity, id, &place, format, args);
	va_end(args);
	if (hint != NULL)
		diag_hint(diag, "%s", hint);
}

static void find_roles(struct sif_source *source, struct sif *sif)
{
	size_t primaries = 0;

	for (size_t i = 0; i < sif->descriptor_count; i++) {
		const struct sif_descriptor *descriptor = &sif->descriptors[i];
		sif->is_signed |= descriptor->type == SIF_SIGNATURE;
		if (descriptor->type == SIF_OCI_ROOT_INDEX)
			sif->kind = IMAGE_OCI_SIF;
		if (descriptor->type != SIF_PARTITION)
			continue;
		sif->has_overlay |= descriptor->role == SIF_ROLE_OVERLAY;
		if (descriptor->role == SIF_ROLE_PRIMARY && primaries++ == 0)
			sif->primary = descriptor;
	}
	if (primaries > 1)
		sif_complain(source, SEVERITY_WARNING, "I05", NULL,
			"it has %zu primary file systems; the first is taken", primaries);
	else if (primaries == 0 && sif->kind != IMAGE_OCI_SIF && sif->descriptor_count > 0)
		sif_complain(source, SEVERITY_WARNING, "I05", NULL,
			"it has no primary file system, so no container can be started from it");
}

static void look_at_primary(struct sif_source *source, struct sif *sif)
{
	const struct sif_descriptor *primary = sif->primary;

	if (primary == NULL)
		return;
	if (sif->kind == IMAGE_OCI_SIF) {
		sif->compression = sif_check_squashfs(
			source, primary->offset, primary->size, primary->truncated);
		return;
	}
	switch (primary->filesystem) {
	case SIF_FILESYSTEM_SQUASHFS:
		sif->compression = sif_check_squashfs(
			source, primary->offset, primary->size, primary->truncated);
		break;
	case SIF_FILESYSTEM_EXT3:
		sif->kind = IMAGE_EXT3;
		sif_check_ext3(source, primary->offset, primary->size, primary->truncated);
		break;
	case SIF_FILESYSTEM_ENCRYPTED:
	case SIF_FILESYSTEM_GOCRYPTFS:
		sif->kind = IMAGE_ENCRYPTED;
		break;
	default:
		sif_complain(source, SEVERITY_WARNING, "I05", NULL,
			"its primary file system is of the unknown kind %" PRId32,
			primary->filesystem);
		break;
	}
	if (sif->compression != NULL && string_equal(sif->compression, "zstd"))
		sif_complain(source, SEVERITY_WARNING, "I07",
			"build the image again with 'mksquashfs -comp gzip' (the default of "
			"SingularityCE), or start it with Apptainer",
			"its file system is compressed with zstd, which SingularityCE does not "
			"start");
}

static bool read_container(struct sif_source *source, struct sif *sif)
{
	struct sif_table table;

	sif->kind = IMAGE_SIF;
	if (source->head_length < SIF_HEADER_SIZE) {
		sif_complain(source, SEVERITY_ERROR, "I05", SIF_HINT_CUT_OFF,
			"only %" PRIu64 " bytes long, shorter than a SIF header", source->size);
		return true;
	}
	sif_parse_header(source->head, sif, &table);
	if (!string_equal(table.version, "01")) {
		sif_complain(source, SEVERITY_ERROR, "I05", NULL,
			"it is of SIF version '%s'; only '01' is known", table.version);
		return true;
	}
	if (!sif_read_descriptors(source, &table, sif))
		return false;
	find_roles(source, sif);
	/* Of an OCI image, its configuration tells where the file systems lie. */
	if (!source->brief || sif->kind == IMAGE_OCI_SIF)
		sif_inspect(source, sif);
	look_at_primary(source, sif);
	return true;
}

static const char *mode_name(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return "a folder";
	case S_IFIFO:
		return "a FIFO";
	case S_IFSOCK:
		return "a socket";
	default:
		return "a device";
	}
}

static bool fail_special(const char *path, mode_t mode, struct diags *diags)
{
	struct place place = {.file = path};
	struct diag *diag = diags_add(diags, SEVERITY_ERROR, "I03", &place,
		"'%s' is %s, not a file", path, mode_name(mode));

	if (S_ISDIR(mode))
		diag_hint(diag, "name the image file in it; a sandbox folder would hold a folder "
				"'.singularity.d'");
	else
		diag_hint(diag, "name the image file itself; nothing was read from this one");
	return false;
}

static bool fail_open(const char *path, int error, struct diags *diags)
{
	struct place place = {.file = path};
	struct stat st;

	/* A socket cannot be opened at all (ENXIO); the kind says more than the error. */
	if (error == ENXIO && stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return fail_special(path, st.st_mode, diags);
	struct diag *diag = diags_add(diags, SEVERITY_ERROR, "I01", &place, "cannot open '%s': %s",
		path, strerror(error));
	if (error == ENOENT)
		diag_hint(diag, "check the spelling; a link may point to an image that was "
				"removed");
	else if (error == EACCES)
		diag_hint(diag, "ask its owner for leave to read it ('chmod g+r', and 'g+x' on "
				"the folders above)");
	else if (error == ELOOP)
		diag_hint(diag, "the symbolic links lead in a circle; 'namei -l' shows them");
	return false;
}

static bool read_open_file(
	int fd, const char *path, bool brief, struct sif *sif, struct diags *diags)
{
	struct sif_source source = {.fd = fd, .path = path, .brief = brief, .diags = diags};
	struct place place = {.file = path};
	struct stat st;

	*sif = (struct sif){.kind = IMAGE_NONE, .arch = "unknown"};
	if (fstat(fd, &st) != 0) {
		diags_add(diags, SEVERITY_ERROR, "I01", &place, "cannot look at '%s': %s", path,
			strerror(errno));
		return false;
	}
	if (S_ISDIR(st.st_mode) && sif_is_sandbox(fd)) {
		sif_read_sandbox(path, sif, diags);
		return true;
	}
	if (!S_ISREG(st.st_mode))
		return fail_special(path, st.st_mode, diags);
	source.size = (uint64_t)st.st_size;
	size_t wanted = source.size < SIF_FIRST_READ ? (size_t)source.size : SIF_FIRST_READ;
	source.head = xmalloc(wanted);
	bool fine = sif_source_read(&source, 0, wanted, source.head);
	if (fine) {
		source.head_length = wanted;
		if (sif_has_magic(source.head, source.head_length))
			fine = read_container(&source, sif);
		else
			sif_classify_other(&source, sif);
	}
	free(source.head);
	return fine;
}

bool sif_read_fd(int fd, const char *path, struct sif *sif, struct diags *diags)
{
	return read_open_file(fd, path, false, sif, diags);
}

static bool read_path(const char *path, bool brief, struct sif *sif, struct diags *diags)
{
	*sif = (struct sif){.kind = IMAGE_NONE, .arch = "unknown"};
	/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fail_open(path, errno, diags);
	bool fine = read_open_file(fd, path, brief, sif, diags);
	close(fd);
	return fine;
}

bool sif_read(const char *path, struct sif *sif, struct diags *diags)
{
	return read_path(path, false, sif, diags);
}

bool sif_read_brief(const char *path, struct sif *sif, struct diags *diags)
{
	return read_path(path, true, sif, diags);
}

void sif_release(struct sif *sif)
{
	free(sif->descriptors);
	free(sif->layers);
	json_decref(sif->labels);
	json_decref(sif->environment);
	json_decref(sif->oci_config);
	free(sif->runscript);
	free(sif->definition);
	free(sif->help);
	*sif = (struct sif){0};
}
