#include "image/sif_parts.h"

#include <inttypes.h>

enum {
	/* Lists, objects and their items: far more than any image has, and a bound on the memory
	 * that parsing takes, which is a multiple of the text. */
	MAX_JSON_ITEMS = 256 * 1024,
	/* overlayfs takes fewer layers. */
	MAX_LAYERS = 128,
};

static const struct sif_descriptor *find_type(const struct sif *sif, int32_t type)
{
	for (size_t i = 0; i < sif->descriptor_count; i++)
		if (sif->descriptors[i].type == type)
			return &sif->descriptors[i];
	return NULL;
}

static const struct sif_descriptor *find_json(const struct sif *sif, const char *name)
{
	for (size_t i = 0; i < sif->descriptor_count; i++)
		if (sif->descriptors[i].type == SIF_JSON &&
			string_equal(sif->descriptors[i].name, name))
			return &sif->descriptors[i];
	return NULL;
}

/* The first `limit` bytes of an object as a new NUL-terminated buffer, or NULL; its length in
 * *length. */
static char *read_object(struct sif_source *source, const struct sif_descriptor *descriptor,
	size_t limit, size_t *length)
{
	*length = descriptor->size < limit ? (size_t)descriptor->size : limit;
	char *bytes = xmalloc(*length + 1);
	if (!sif_source_read(source, descriptor->offset, *length, (unsigned char *)bytes)) {
		free(bytes);
		return NULL;
	}
	bytes[*length] = '\0';
	return bytes;
}

static size_t count_json_items(const char *bytes, size_t length)
{
	size_t items = 0;
	for (size_t i = 0; i < length; i++)
		items += bytes[i] == ',' || bytes[i] == '[' || bytes[i] == '{';
	return items;
}

static json_t *parse_json(
	struct sif_source *source, const char *what, const char *bytes, size_t length)
{
	json_error_t error;

	if (count_json_items(bytes, length) > MAX_JSON_ITEMS) {
		sif_complain(source, SEVERITY_WARNING, "I06", NULL,
			"its %s is no sensible JSON: more than %d items", what, MAX_JSON_ITEMS);
		return NULL;
	}
	json_t *json = json_loadb(bytes, length, JSON_ALLOW_NUL, &error);
	if (json == NULL)
		sif_complain(source, SEVERITY_WARNING, "I06", NULL,
			"its %s cannot be read as JSON: line %d, column %d: %s", what, error.line,
			error.column, error.text);
	return json;
}

/* A new reference, or NULL with I06. What is cut off was complained of before. */
static json_t *read_json(
	struct sif_source *source, const struct sif_descriptor *descriptor, const char *what)
{
	size_t length;

	if (descriptor->truncated)
		return NULL;
	if (descriptor->size > SIF_MAX_JSON) {
		sif_complain(source, SEVERITY_WARNING, "I06", NULL,
			"its %s has %" PRIu64 " bytes; up to %d are read", what, descriptor->size,
			SIF_MAX_JSON);
		return NULL;
	}
	char *bytes = read_object(source, descriptor, SIF_MAX_JSON, &length);
	if (bytes == NULL)
		return NULL;
	json_t *json = parse_json(source, what, bytes, length);
	free(bytes);
	return json;
}

/* A new string from JSON, at most SIF_MAX_TEXT bytes; NULL when it is none or empty. */
static char *copy_string(const json_t *json)
{
	const char *string = json_string_value(json);
	return string != NULL && *string != '\0' ? xstrndup(string, SIF_MAX_TEXT) : NULL;
}

static json_t *stringify_number(const json_t *number)
{
	char *digits = json_dumps(number, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
	json_t *string = digits != NULL ? json_string(digits) : NULL;
	free(digits);
	return string;
}

/* A new object with the strings of `object` (numbers become strings, all else is dropped), or
 * NULL when there is none. */
static json_t *keep_strings(json_t *object)
{
	json_t *kept = json_object(), *value;
	const char *key;

	json_object_foreach (object, key, value) {
		if (json_is_string(value))
			json_object_set(kept, key, value);
		else if (json_is_number(value))
			json_object_set_new(kept, key, stringify_number(value));
	}
	if (json_object_size(kept) > 0)
		return kept;
	json_decref(kept);
	return NULL;
}

static void take_inspect_metadata(struct sif *sif, json_t *root)
{
	json_t *attributes = json_object_get(json_object_get(root, "data"), "attributes");

	sif->labels = keep_strings(json_object_get(attributes, "labels"));
	sif->environment = keep_strings(json_object_get(attributes, "environment"));
	sif->runscript = copy_string(json_object_get(attributes, "runscript"));
	sif->help = copy_string(json_object_get(attributes, "helpfile"));
	sif->definition = copy_string(json_object_get(attributes, "deffile"));
}

static void take_definition(struct sif_source *source, struct sif *sif)
{
	const struct sif_descriptor *object = find_type(sif, SIF_DEFINITION);
	size_t length;

	if (sif->definition != NULL || object == NULL || object->size == 0)
		return;
	sif->definition = read_object(source, object, SIF_MAX_TEXT, &length);
}

json_t *sif_parse_labels(
	struct sif_source *source, const char *what, const char *bytes, size_t length)
{
	json_t *json = parse_json(source, what, bytes, length), *labels = keep_strings(json);

	json_decref(json);
	return labels;
}

/* Images from before inspect-metadata.json may have their labels in an object of their own. */
static void take_label_object(struct sif_source *source, struct sif *sif)
{
	const struct sif_descriptor *object = find_type(sif, SIF_LABELS);

	if (sif->labels != NULL || object == NULL)
		return;
	json_t *labels = read_json(source, object, "object of labels");
	sif->labels = keep_strings(labels);
	json_decref(labels);
}

static void inspect_native(struct sif_source *source, struct sif *sif)
{
	static const char metadata_name[] = "inspect-metadata.json";
	static const char config_name[] = "oci-config.json";
	const struct sif_descriptor *metadata = find_json(sif, metadata_name);
	const struct sif_descriptor *config = find_json(sif, config_name);

	if (metadata != NULL) {
		json_t *root = read_json(source, metadata, metadata_name);
		take_inspect_metadata(sif, root);
		json_decref(root);
	}
	take_definition(source, sif);
	take_label_object(source, sif);
	if (config != NULL) {
		json_t *root = read_json(source, config, config_name);
		if (json_is_object(root))
			sif->oci_config = json_incref(root);
		json_decref(root);
	}
}

static const char *string_member(const json_t *object, const char *key)
{
	const char *string = json_string_value(json_object_get(object, key));
	return string != NULL ? string : "";
}

/* The blob that an OCI descriptor (an object with the key "digest") names, or NULL. */
static const struct sif_descriptor *find_blob(const struct sif *sif, const json_t *descriptor)
{
	const char *digest = string_member(descriptor, "digest");

	if (*digest == '\0')
		return NULL;
	for (size_t i = 0; i < sif->descriptor_count; i++)
		if (sif->descriptors[i].type == SIF_OCI_BLOB &&
			string_equal(sif->descriptors[i].digest, digest))
			return &sif->descriptors[i];
	return NULL;
}

static json_t *read_blob(struct sif_source *source, const struct sif *sif,
	const json_t *descriptor, const char *what)
{
	const struct sif_descriptor *blob = find_blob(sif, descriptor);

	if (blob != NULL)
		return read_json(source, blob, what);
	sif_complain(source, SEVERITY_WARNING, "I05", SIF_HINT_DAMAGED,
		"its %s ('%.80s') is not in the file", what, string_member(descriptor, "digest"));
	return NULL;
}

/* The blob of a layer, or NULL when it is none that can be read. */
static const struct sif_descriptor *find_layer(
	struct sif_source *source, const struct sif *sif, const json_t *item, size_t number)
{
	const char *type = string_member(item, "mediaType");
	const struct sif_descriptor *layer = find_blob(sif, item);

	if (!string_ends(type, ".squashfs")) {
		sif_complain(source, SEVERITY_WARNING, "I05", NULL,
			"its layer %zu is of the kind '%.80s', which is not known", number, type);
		return NULL;
	}
	if (layer == NULL)
		sif_complain(source, SEVERITY_ERROR, "I05", SIF_HINT_DAMAGED,
			"its layer %zu ('%.80s') is not in the file", number,
			string_member(item, "digest"));
	return layer;
}

/* One squashfs layer is the file system itself; of several only an overlay of all is. */
static void take_layers(struct sif_source *source, struct sif *sif, const json_t *manifest)
{
	const json_t *layers = json_object_get(manifest, "layers");
	size_t count = json_array_size(layers);

	if (count > MAX_LAYERS) {
		sif_complain(source, SEVERITY_ERROR, "I05", NULL,
			"it has %zu layers; no more than %d can be mounted", count, MAX_LAYERS);
		return;
	}
	sif->layers = xcalloc(count, sizeof(const struct sif_descriptor *));
	for (size_t i = 0; i < count; i++) {
		const json_t *item = json_array_get(layers, i);
		if (string_ends(string_member(item, "mediaType"), ".ext3"))
			sif->has_overlay = true;
		else
			sif->layers[sif->layer_count++] = find_layer(source, sif, item, i + 1);
	}
	if (sif->layer_count == 1)
		sif->primary = sif->layers[0];
}

static void inspect_oci(struct sif_source *source, struct sif *sif)
{
	const struct sif_descriptor *object = find_type(sif, SIF_OCI_ROOT_INDEX);
	json_t *index = read_json(source, object, "OCI index");
	if (index == NULL)
		return;
	json_t *manifest = read_blob(source, sif,
		json_array_get(json_object_get(index, "manifests"), 0), "OCI manifest");
	if (manifest != NULL) {
		json_t *image = read_blob(
			source, sif, json_object_get(manifest, "config"), "OCI configuration");
		json_t *config = json_object_get(image, "config");
		if (json_is_object(config)) {
			sif->oci_config = json_incref(config);
			sif->labels = keep_strings(json_object_get(config, "Labels"));
		}
		json_decref(image);
		take_layers(source, sif, manifest);
	}
	json_decref(manifest);
	json_decref(index);
}

void sif_inspect(struct sif_source *source, struct sif *sif)
{
	if (sif->kind == IMAGE_OCI_SIF)
		inspect_oci(source, sif);
	else
		inspect_native(source, sif);
}
