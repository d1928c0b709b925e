#ifndef BERTH_TESTS_UNIT_CORE_IMAGE_QUERY_MAKER_H
#define BERTH_TESTS_UNIT_CORE_IMAGE_QUERY_MAKER_H

/* Images of LUMI by their names, for the tests of queries. */

#include "image/query.h"

static struct site lumi;

static inline int load(void **state)
{
	struct diags diags = {0};
	bool loaded;

	(void)state;
	/* Without the user's own site file. */
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	loaded = site_load("lumi", &lumi, &diags);
	diags_release(&diags);
	return loaded ? 0 : -1;
}

static inline int unload(void **state)
{
	(void)state;
	site_release(&lumi);
	return 0;
}

#define PYTORCH(version, rocm, python)                                                             \
	"lumi-pytorch-rocm-" rocm "-python-" python "-pytorch-" version ".sif"

static const char torch_271[] = PYTORCH("v2.7.1", "6.2.4", "3.12");
static const char torch_201[] = PYTORCH("v2.0.1", "5.5.1", "3.10");
static const char torch_day[] = PYTORCH("20240918-vllm-4075b35", "6.2.1", "3.12");
static const char jax[] = "lumi-jax-rocm-6.2.4-python-3.12-jax-0.4.35.sif";
static const char tf[] =
	"lumi-tensorflow-rocm-6.2.0-python-3.10-tensorflow-2.16.1-horovod-0.28.1.sif";
static const char alphafold[] =
	"lumi-alphafold-rocm-5.5.3-python-3.9-alphafold-69afc4d-dockerhash-ef2047abfaaa.sif";
static const char rocm[] = "lumi-rocm-rocm-6.0.3.sif";
static const char laif_full[] = "lumi-multitorch-full-u24r70f21m50t210-20260513_121430.sif";
static const char laif_mpich[] = "lumi-multitorch-mpich-u24r70f21m50t210-20260415_130625.sif";
static const char cpe[] = "cpe-25.09-SP6.sif";
static const char mine[] = "my-torch.sif";

static inline struct image make_image(struct arena *arena, const char *file)
{
	struct image image = {0};

	image.path = arena_format(arena, "/images/%s", file);
	image.target = image.path;
	image.file = strrchr(image.path, '/') + 1;
	image.root = "laifs";
	image.size = 8ull << 30;
	image.mtime = 1751241600; /* 2025-06-30T00:00:00Z */
	image.kind = IMAGE_SIF;
	image_name_parse(&lumi, image.path, arena, &image.name);
	return image;
}

static inline bool matches(const char *text, const struct image *image)
{
	struct diags diags = {0};
	struct query *query = query_new(text, &diags);
	bool match;

	assert_no_diags(&diags);
	assert_non_null(query);
	match = query_matches(query, image);
	query_free(query);
	return match;
}

#endif
