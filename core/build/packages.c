#include "build/parts.h"
#include "build/write.h"

/* Names, or their beginnings, of packages that bring CUDA along. */
static const char *const cuda_names[] = {"cudatoolkit", "pytorch-cuda", "nvidia-", "cupti", "cudnn",
	"cuda-", "cupy-cuda", "tensorrt"};

struct check {
	const char *file;
	const char *rocm; /* of the base, or NULL */
	struct diags *diags;
	int torch_line;   /* first line with PyTorch and no "+rocm", or 0 */
	bool has_rocm;    /* some line names a ROCm: an index, or "+rocm" */
};

static void complain(const struct check *check, const char *id, int line, const char *hint,
	const char *format, ...) PRINTF_LIKE(5, 6);

static void complain(const struct check *check, const char *id, int line, const char *hint,
	const char *format, ...)
{
	struct place place = {.file = check->file, .line = line};
	struct text message = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_append_vformat(&message, format, args);
	va_end(args);
	diag_hint(diags_add(check->diags, SEVERITY_WARNING, id, &place, "%s",
			  text_string(&message)),
		"%s", hint);
	text_release(&message);
}

/* "rocm6.2" against "6.2.4": the same in the first two numbers. */
static bool same_rocm(const char *written, const char *rocm)
{
	size_t dots = 0, i = 0;

	for (; written[i] != '\0' && (written[i] == '.' || (written[i] >= '0' && written[i] <= '9'));
		i++) {
		if (written[i] == '.' && ++dots == 2)
			break;
		if (written[i] != rocm[i])
			return false;
	}
	return rocm[i] == '\0' || rocm[i] == '.';
}

static void check_rocm(struct check *check, const char *line, int number)
{
	const char *at = line;

	while ((at = strstr(at, "rocm")) != NULL) {
		at += 4;
		if (*at < '0' || *at > '9')
			continue;
		check->has_rocm = true;
		if (check->rocm != NULL && !same_rocm(at, check->rocm)) {
			complain(check, "L06", number,
				"take the packages for that ROCm, or another base",
				"packages for ROCm %.*s do not fit the base, which has ROCm %s",
				(int)strspn(at, "0123456789."), at, check->rocm);
			return;
		}
	}
}

static void check_line(struct check *check, char *line, int number)
{
	const char *name = line + strspn(line, " \t-'\"");

	line[strcspn(line, "#")] = '\0';
	check_rocm(check, line, number);
	for (size_t i = 0; i < ARRAY_LENGTH(cuda_names); i++)
		if (strncasecmp(name, cuda_names[i], strlen(cuda_names[i])) == 0)
			complain(check, "L04", number, "the GPUs here are AMD's; leave it out",
				"'%.*s' is for CUDA", (int)strcspn(name, " \t=<>!~'\"\r"), name);
	if (check->torch_line == 0 && write_is_rocm_package(name) && strstr(line, "+rocm") == NULL)
		check->torch_line = number;
}

void build_check_packages(const char *file, const char *bytes, size_t length, const char *rocm,
	struct diags *diags)
{
	struct check check = {.file = file, .rocm = rocm, .diags = diags};
	const char *end = bytes + length;

	for (int number = 1; bytes < end; number++) {
		const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t size = (size_t)((stop != NULL ? stop : end) - bytes);
		char *line = xstrndup(bytes, size);
		check_line(&check, line, number);
		free(line);
		bytes += size + 1;
	}
	if (check.torch_line > 0 && !check.has_rocm)
		complain(&check, "L05", check.torch_line,
			"add '--extra-index-url' with the index for the ROCm of the base, and write "
			"torch==VERSION+rocmX.Y ('berth build write' does)",
			"PyTorch from PyPI is for CUDA");
}
