#include "tui/views/images_parts.h"

#include "base/units.h"
#include "tui/glyph.h"

#include <time.h>

/* The images as rows, as the query has them. */

enum column { COLUMN_SIGN, COLUMN_FRAMEWORK, COLUMN_VERSION, COLUMN_ROCM, COLUMN_PYTHON, COLUMN_SIZE,
	COLUMN_CHANGED, COLUMN_ROOT, COLUMN_NAME };

static const struct list_column columns[] = {
	{.title = "", .least = 1, .most = 1},
	{.title = "FRAMEWORK", .least = 9, .most = 11, .rank = 2},
	{.title = "VERSION", .least = 7, .most = 12, .rank = 1},
	{.title = "ROCM", .least = 5, .most = 6, .rank = 3},
	{.title = "PYTHON", .least = 6, .most = 6, .rank = 5},
	{.title = "SIZE", .least = 8, .most = 9, .align = 1, .rank = 4},
	{.title = "CHANGED", .least = 10, .most = 10, .rank = 7},
	{.title = "ROOT", .least = 9, .most = 12, .rank = 8},
	{.title = "NAME", .least = 20},
	{.title = NULL},
};

static size_t count(void *context)
{
	return ((struct images_view *)context)->shown_count;
}

static const char *key(void *context, size_t row)
{
	return ((struct images_view *)context)->shown[row]->path;
}

/* Chosen for the workspace, moving (its path will mean another image one day), or neither. */
static enum role sign(const struct images_view *images, const struct image *image, struct text *text)
{
	const struct model *model = app_model(images->view.app);
	bool ascii = app_ascii(images->view.app);

	if (model->composed.image != NULL && string_equal(model->composed.image, image->path)) {
		text_append(text, glyph(GLYPH_CHECKED, ascii));
		return ROLE_GOOD;
	}
	if (!string_equal(image->path, image->target)) {
		text_append(text, glyph(GLYPH_ARROW, ascii));
		return ROLE_DIM;
	}
	return ROLE_TEXT;
}

static void append_or_dash(struct text *text, const char *string)
{
	text_append(text, string != NULL ? string : "-");
}

static enum role cell(void *context, size_t row, size_t column, struct text *text)
{
	const struct images_view *images = context;
	const struct image *image = images->shown[row];
	struct tm day;
	time_t changed = (time_t)image->mtime;

	switch ((enum column)column) {
	case COLUMN_SIGN:
		return sign(images, image, text);
	case COLUMN_FRAMEWORK:
		append_or_dash(text, image->name.framework);
		break;
	case COLUMN_VERSION:
		append_or_dash(text, image->name.version);
		break;
	case COLUMN_ROCM:
		append_or_dash(text, image->name.rocm);
		break;
	case COLUMN_PYTHON:
		append_or_dash(text, image->name.python);
		break;
	case COLUMN_SIZE:
		text_append_size(text, image->size);
		break;
	case COLUMN_CHANGED:
		if (gmtime_r(&changed, &day) != NULL)
			text_append_format(text, "%04d-%02d-%02d", day.tm_year + 1900,
				day.tm_mon + 1, day.tm_mday);
		break;
	case COLUMN_ROOT:
		append_or_dash(text, image->root);
		break;
	case COLUMN_NAME:
		text_append(text, image->file);
		break;
	}
	return text->length == 1 && text->data[0] == '-' ? ROLE_DIM : ROLE_TEXT;
}

void images_connect_list(struct images_view *images)
{
	images->rows = (struct row_source){.columns = columns,
		.count = count,
		.key = key,
		.cell = cell,
		.context = images,
		.empty = "no image fits the query"};
	images->list.source = &images->rows;
}

/* NULL when the line cannot be read, or holds nothing. */
static struct query *read_query(struct images_view *images)
{
	const char *line = text_string(&images->query.text);
	struct diags diags = {0};
	struct query *query = NULL;

	free(images->mistake);
	images->mistake = NULL;
	if (line[strspn(line, " ")] != '\0')
		query = query_new(line, &diags);
	if (diags.count > 0)
		images->mistake = diags.items[0].hint != NULL
					  ? xasprintf("%s (%s)", diags.items[0].message,
						    diags.items[0].hint)
					  : xstrdup(diags.items[0].message);
	diags_release(&diags);
	return query;
}

static void take_all(struct images_view *images, struct catalog *catalog)
{
	images->shown = xreallocarray(images->shown, catalog->count, sizeof *images->shown);
	images->shown_count = catalog->count;
	images->shown_of = catalog;
	for (size_t i = 0; i < catalog->count; i++)
		images->shown[i] = &catalog->items[i];
}

/* A query that cannot be read (it is just being typed) leaves the list as it is; of a catalog that is gone
 * nothing may stay. */
void images_select(struct images_view *images)
{
	struct model *model = app_model(images->view.app);
	struct query *query = read_query(images);
	struct query_says says = {0};

	if (model->catalog == NULL)
		images->shown_count = 0;
	else if (images->mistake == NULL || images->shown_of != model->catalog) {
		take_all(images, model->catalog);
		images->fuzzy = false;
		if (query != NULL) {
			if (query_needs_facts(query))
				(void)model_attach(model, query);
			images->shown_count = query_search(query, images->shown,
				images->shown_count, &says, &images->fuzzy);
		}
		images->untold = says.untold;
	}
	query_free(query);
	images->rows.empty = model->catalog == NULL ? "looking for images ..."
			     : model->catalog->count == 0
				     ? "there are no images here: another site, or folders of your own "
				       "(image.roots in berth.yaml)"
				     : "no image fits the query";
	list_refresh(&images->list);
	images_follow(images, false);
}

const struct image *images_chosen(const struct images_view *images)
{
	return images->list.chosen < images->shown_count ? images->shown[images->list.chosen] : NULL;
}
