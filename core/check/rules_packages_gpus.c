#include "check/rules_packages_parts.h"

/* Packages that are made for other GPUs than the machine has. */

/* An index of pip, or a place to find files, whose address has `part` in it. */
static bool has_index(const struct build_check *check, const char *part)
{
	return build_option(check, "extra-index-url", part) != NULL ||
	       build_option(check, "index-url", part) != NULL ||
	       build_option(check, "find-links", part) != NULL;
}

/* --- CUDA ------------------------------------------------------------------------------------ */

static bool is_cuda(const struct requirement *requirement)
{
	static const char *const names[] = {"cudatoolkit", "cudatoolkit-dev", "cuda", "cudnn", "cupti",
		"nccl", "pytorch-cuda", "tensorrt", "pycuda", "tensorflow-gpu", "pytorch-gpu",
		"nvidia-dali", "nvidia-apex", "jaxlib-cuda"};
	static const char *const starts[] = {"nvidia-cu", "nvidia-nccl", "nvidia-nv", "nvidia-dali-",
		"cupy-cuda", "cuda-", "jax-cuda", "libcublas", "libcufft", "libcurand",
		"libcusolver", "libcusparse", "onnxruntime-gpu"};
	const char *key = requirement->key, *extra = strstr(requirement->text, "cuda");

	if (key == NULL)
		return false;
	if (IS_ONE_OF(key, names))
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(starts); i++)
		if (string_starts(key, starts[i]))
			return true;
	/* "jax[cuda12]", "tensorflow[and-cuda]" */
	return extra != NULL && memchr(requirement->text, '[', (size_t)(extra - requirement->text)) != NULL &&
	       memchr(requirement->text, ']', (size_t)(extra - requirement->text)) == NULL;
}

void package_cuda(struct build_check *check)
{
	EACH (requirement, requirement, &check->packages.conda)
		if (is_cuda(requirement))
			diag_hint(build_find(check, &requirement->place,
					  "'%s' is for NVIDIA GPUs", requirement->key),
				"leave it out; packages for AMD GPUs come from the ROCm index of "
				"PyTorch, or with the base image");
	EACH (requirement, requirement, &check->packages.pip)
		if (is_cuda(requirement))
			diag_hint(build_find(check, &requirement->place,
					  "'%.60s' is for NVIDIA GPUs", requirement->text),
				"leave it out; packages for AMD GPUs come from the ROCm index of "
				"PyTorch, or with the base image");
}

/* --- PyTorch --------------------------------------------------------------------------------- */

static const char *const torch_names[] = {"torch", "torchvision", "torchaudio"};

static bool is_torch(const struct requirement *requirement)
{
	return requirement->key != NULL && IS_ONE_OF(requirement->key, torch_names);
}

/* Whether pip will find a build that is not for CUDA. */
static bool has_fitting_index(const struct build_check *check)
{
	return has_index(check, "rocm") || has_index(check, "/cpu") ||
	       build_option(check, "no-index", "") != NULL;
}

/* "6.2" of "...rocm6.2.4..."; false when there is none. */
static bool find_rocm(const char *text, char version[16])
{
	const char *at = strstr(text, "rocm");
	size_t digits, minor;

	if (at == NULL)
		return false;
	at += strlen("rocm");
	at += *at == '-' || *at == '_';
	digits = strspn(at, "0123456789");
	if (digits == 0 || digits > 2 || at[digits] != '.')
		return false;
	minor = strspn(at + digits + 1, "0123456789");
	if (minor == 0 || minor > 2)
		return false;
	snprintf(version, 16, "%.*s", (int)(digits + 1 + minor), at);
	return true;
}

/* Major and minor version of the ROCm of the base image; false when it is not known. */
static bool find_base_rocm(const struct build_check *check, char version[16])
{
	char *text = xasprintf("rocm%s", check->base.rocm != NULL ? check->base.rocm : "");
	bool found = find_rocm(text, version);

	free(text);
	return found;
}

void package_torch_for_cuda(struct build_check *check)
{
	bool image_has_it = check->base.framework != NULL &&
			    string_equal(check->base.framework, "pytorch");
	char rocm[16] = "X.Y";

	(void)find_base_rocm(check, rocm);
	EACH (requirement, requirement, &check->packages.pip) {
		enum severity severity = SEVERITY_WARNING;
		if (!is_torch(requirement) || requirement->url != NULL ||
			strstr(requirement->version, "+") != NULL || has_fitting_index(check))
			continue;
		/* On top of an image that has PyTorch, as in a virtual environment, a list without
		 * a version changes nothing. */
		if (check->kind == BUILD_PIP && !requirement->pinned) {
			if (image_has_it)
				continue;
			severity = SEVERITY_NOTE;
		} else if (check->kind == BUILD_CONDA && build_is_for_gpus(check)) {
			severity = SEVERITY_ERROR;
		}
		diag_hint(build_find_as(check, severity, &requirement->place,
				  "pip takes the build of '%s' for NVIDIA GPUs", requirement->key),
			"name the ROCm of the base image: --extra-index-url "
			"https://download.pytorch.org/whl/rocm%s as an item before it, and "
			"%s==VERSION+rocm%s",
			rocm, requirement->key, rocm);
	}
}

void package_rocm_of_another(struct build_check *check)
{
	char base[16], found[16];
	bool base_known = find_base_rocm(check, base);

	EACH (requirement, requirement, &check->packages.pip)
		if (base_known && find_rocm(requirement->version, found) &&
			!string_equal(found, base))
			diag_hint(build_find(check, &requirement->place,
					  "'%s' is built for ROCm %s, but the base image has %s",
					  requirement->key != NULL ? requirement->key : "it", found,
					  base),
				"take the build +rocm%s, or another base image", base);
	EACH (package_option, option, &check->packages.options)
		if (base_known && option->value != NULL && find_rocm(option->value, found) &&
			!string_equal(found, base))
			diag_hint(build_find(check, &option->place,
					  "the index is for ROCm %s, but the base image has %s", found,
					  base),
				"take .../whl/rocm%s, or another base image", base);
}

void package_conda_torch(struct build_check *check)
{
	static const char *const cpu[] = {"cpuonly", "pytorch-cpu", "pytorch-mutex"};

	for (size_t i = 0; i < ARRAY_LENGTH(cpu); i++)
		if (packages_find_conda(&check->packages, cpu[i]) != NULL)
			return;
	EACH (requirement, requirement, &check->packages.conda) {
		if (requirement->key == NULL || strstr(requirement->version, "cpu") != NULL ||
			(!string_equal(requirement->key, "pytorch") &&
				!IS_ONE_OF(requirement->key, torch_names)))
			continue;
		diag_hint(build_find_as(check,
				  build_is_for_gpus(check) ? SEVERITY_ERROR : SEVERITY_NOTE,
				  &requirement->place,
				  "conda has '%s' for CPUs and NVIDIA GPUs only", requirement->key),
			"on AMD GPUs take it by pip, from the ROCm index of PyTorch");
	}
}

/* --- others ---------------------------------------------------------------------------------- */

void package_builds_for_cuda(struct build_check *check)
{
	static const char *const names[] = {"flash-attn", "xformers", "vllm", "bitsandbytes"};

	EACH (requirement, requirement, &check->packages.pip) {
		if (requirement->key == NULL || requirement->url != NULL ||
			strstr(requirement->version, "rocm") != NULL ||
			!IS_ONE_OF(requirement->key, names))
			continue;
		/* The ROCm index of PyTorch has xformers; others may have more. */
		if (has_index(check, "rocm"))
			continue;
		diag_hint(build_find(check, &requirement->place,
				  "'%s' of PyPI is made for CUDA, or builds for it", requirement->key),
			"take an image that has it ('berth image list has:%s'), or a build for ROCm",
			requirement->key);
	}
}

void package_tensorflow(struct build_check *check)
{
	const struct requirement *found = packages_find_pip(&check->packages, "tensorflow");

	if (found == NULL)
		found = packages_find_conda(&check->packages, "tensorflow");
	if (found == NULL || found->url != NULL || strstr(found->text, "cpu") != NULL)
		return;
	diag_hint(build_find_as(check,
			  build_is_for_gpus(check) ? SEVERITY_WARNING : SEVERITY_NOTE, &found->place,
			  "'tensorflow' does not see AMD GPUs"),
		"on GPUs take tensorflow-rocm of the version that fits the ROCm of the base image");
}
