#include "tui/widgets/node.h"
#include "base/clean.h"
#include "job/picture.h"
#include "tui/glyph.h"

/* Of a row in a box: "CCD 12  xxxxxxxx  GCD 4 5". */
enum { CCD_CELLS = 8, GCD_CELLS = 9, BOX_GAP = 1, TASK_ROLES = 8 };

/* The node in numbers that add up, whatever a site file says. */
struct node {
	const struct assignment *assignment;
	const struct site_node_type *type;
	unsigned cores, ccd_cores, ccds, numa_ccds, numas;
	int owner[MASK_BITS]; /* the rank that runs on a core, or -1 */
	struct mask usable;
	bool gpus, spread; /* spread: a blank between two cores */
	int box_width, columns;
};

static unsigned part(int64_t size, unsigned whole)
{
	return size > 0 && size < whole ? (unsigned)size : whole;
}

static unsigned round_up(unsigned whole, unsigned by)
{
	return (whole + by - 1) / by;
}

static int box_width(const struct node *node)
{
	unsigned cores = node->spread ? node->ccd_cores * 2 - 1 : node->ccd_cores;

	return 2 + CCD_CELLS + (int)cores + (node->gpus ? GCD_CELLS : 1);
}

/* The most boxes beside each other that divide their number; 0 when not even one has room. */
static int columns_for(const struct node *node, int width)
{
	int columns = (width + BOX_GAP) / (box_width(node) + BOX_GAP);

	if (columns > (int)node->numas)
		columns = (int)node->numas;
	while (columns > 1 && (int)node->numas % columns != 0)
		columns--;
	return columns > 0 ? columns : 0;
}

static struct node node_of(const struct assignment *assignment, int width)
{
	const struct site_node_type *type = assignment->type;
	struct node node = {.assignment = assignment,
		.type = type,
		.usable = node_usable_cores(type),
		.gpus = type->gcds > 0};

	node.cores = part(type->cores, MASK_BITS);
	node.ccd_cores = part(type->cores_per_ccd, node.cores);
	node.ccds = round_up(node.cores, node.ccd_cores);
	node.numa_ccds = round_up(part(type->cores_per_numa, node.cores), node.ccd_cores);
	node.numas = round_up(node.ccds, node.numa_ccds);
	for (unsigned core = 0; core < MASK_BITS; core++)
		node.owner[core] = -1;
	for (size_t rank = 0; rank < assignment->count; rank++)
		for (unsigned core = 0; core < node.cores; core++)
			if (mask_has(&assignment->tasks[rank].cpus, core))
				node.owner[core] = (int)rank;
	/* Rows of boxes are equally long; room between the cores only where it costs no box. */
	node.columns = columns_for(&node, width);
	node.spread = true;
	node.spread = columns_for(&node, width) == node.columns;
	node.box_width = box_width(&node);
	return node;
}

static enum role task_role(int rank)
{
	return (enum role)(ROLE_TASK_0 + rank % TASK_ROLES);
}

static int box_height(const struct node *node)
{
	return (int)node->numa_ccds + 2;
}

static size_t box_lines(const struct node *node)
{
	return (size_t)box_height(node) * round_up(node->numas, (unsigned)node->columns);
}

size_t node_height(const struct assignment *assignment, int width)
{
	struct node node = node_of(assignment, width);

	return node.columns > 0 ? box_lines(&node) + 1 : assignment->count;
}

static void draw_cores(
	const struct node *node, struct surface *surface, struct rect line, int x, unsigned ccd)
{
	unsigned last = (ccd + 1) * node->ccd_cores;

	for (unsigned core = ccd * node->ccd_cores; core < last && core < node->cores; core++) {
		int owner = node->owner[core];
		char letter[2] = {owner >= 0 ? picture_letter((size_t)owner) : ' ', '\0'};

		if (owner >= 0)
			surface_text(surface, line, x, 0, task_role(owner), letter);
		else if (mask_has(&node->usable, core))
			surface_text(surface, line, x, 0, ROLE_DIM,
				glyph(GLYPH_SEPARATOR, surface->ascii));
		else
			surface_text(surface, line, x, 0, ROLE_RESERVED,
				glyph(GLYPH_RESERVED, surface->ascii));
		x += node->spread ? 2 : 1;
	}
}

/* The rank that has a GPU die first; -1: nobody. */
static int gcd_owner(const struct assignment *assignment, unsigned gcd)
{
	for (size_t rank = 0; rank < assignment->count; rank++)
		for (unsigned i = 0; i < assignment->tasks[rank].gcd_count; i++)
			if (assignment->tasks[rank].gcds[i] == gcd)
				return (int)rank;
	return -1;
}

static void draw_gcds(
	const struct node *node, struct surface *surface, struct rect line, int x, unsigned ccd)
{
	const struct yaml_integers *wiring = &node->type->ccd_of_gcd;
	bool first = true;

	for (unsigned gcd = 0; gcd < wiring->count && gcd < node->type->gcds; gcd++) {
		int owner = gcd_owner(node->assignment, gcd);

		if (wiring->items[gcd] != ccd)
			continue;
		if (first)
			x += surface_text(surface, line, x, 0, ROLE_DIM, " GCD");
		x += surface_format(
			surface, line, x, 0, owner >= 0 ? task_role(owner) : ROLE_DIM, " %u", gcd);
		first = false;
	}
}

/* "NUMA 3 · hsn3": with the NIC that is wired to it, if any. */
static void append_title(
	const struct node *node, const struct surface *surface, unsigned numa, struct text *title)
{
	text_append_format(title, "NUMA %u", numa);
	YAML_EACH(const struct site_nic, nic, &node->type->nics)
	if (nic->numa == (int64_t)numa)
		text_append_format(title, " %s %s%s", glyph(GLYPH_SEPARATOR, surface->ascii),
			nic->record.name, nic->expected ? "?" : "");
}

static void draw_box(
	const struct node *node, struct surface *surface, struct rect box, unsigned numa)
{
	struct text title = TEXT_INIT;
	struct rect inside;

	append_title(node, surface, numa, &title);
	inside = surface_frame(surface, box, ROLE_BORDER, ROLE_TITLE, text_string(&title));
	for (unsigned i = 0; i < node->numa_ccds; i++) {
		unsigned ccd = numa * node->numa_ccds + i;
		struct rect line = {inside.x, inside.y + (int)i, inside.width, 1};
		int cores = (int)node->ccd_cores;

		if (ccd >= node->ccds)
			break;
		surface_format(surface, line, 1, 0, ROLE_DIM, "CCD %u", ccd);
		draw_cores(node, surface, line, CCD_CELLS, ccd);
		if (node->gpus)
			draw_gcds(node, surface, line,
				CCD_CELLS + (node->spread ? cores * 2 - 1 : cores), ccd);
	}
	text_release(&title);
}

static void draw_legend(const struct node *node, struct surface *surface, struct rect line)
{
	int x = 0;

	x += surface_text(surface, line, x, 0, ROLE_TEXT, "0");
	x += surface_text(surface, line, x, 0, ROLE_DIM, " local rank   ");
	if (node->type->reserved_cores.count > 0) {
		x += surface_text(
			surface, line, x, 0, ROLE_RESERVED, glyph(GLYPH_RESERVED, surface->ascii));
		x += surface_text(surface, line, x, 0, ROLE_DIM, " for the system   ");
	}
	x += surface_text(surface, line, x, 0, ROLE_DIM, glyph(GLYPH_SEPARATOR, surface->ascii));
	surface_text(surface, line, x, 0, ROLE_DIM, " not used");
}

/* "3  cores 25-31  GCD 3  hsn1". */
static void draw_task(
	const struct assignment *assignment, struct surface *surface, struct rect line, size_t rank)
{
	const struct assign_task *task = &assignment->tasks[rank];
	struct text text = TEXT_INIT;
	int x = surface_format(surface, line, 0, 0, task_role((int)rank), "%2zu", rank);

	text_append(&text, "  CPUs ");
	text_append_cpu_list(&text, &task->cpus);
	for (unsigned i = 0; i < task->gcd_count; i++)
		text_append_format(&text, "%s%u", i == 0 ? "  GCD " : ",", task->gcds[i]);
	if (task->nic != NULL)
		text_append_format(&text, "  %s", task->nic->record.name);
	surface_fit(surface, line, x, 0, line.width - x, -1, ROLE_TEXT, text_string(&text));
	text_release(&text);
}

void node_draw(const struct assignment *assignment, struct surface *surface, struct rect area,
	size_t first_line)
{
	struct node node = node_of(assignment, area.width);
	/* Lines above the area are scrolled away: drawn on a surface of their own they would cost
	 * no less than the whole picture, which is small. */
	struct surface whole = {.ascii = surface->ascii};
	int height = (int)node_height(assignment, area.width);

	if (area.width < 1 || area.height < 1 || height < 1)
		return;
	if (node.columns < 1) {
		for (int y = 0; y < area.height && first_line + (size_t)y < assignment->count; y++)
			draw_task(assignment, surface,
				(struct rect){area.x, area.y + y, area.width, 1},
				first_line + (size_t)y);
		return;
	}
	surface_resize(&whole, area.width, height);
	for (unsigned numa = 0; numa < node.numas; numa++) {
		int column = (int)numa % node.columns, row = (int)numa / node.columns;

		draw_box(&node, &whole,
			(struct rect){column * (node.box_width + BOX_GAP), row * box_height(&node),
				node.box_width, box_height(&node)},
			numa);
	}
	draw_legend(&node, &whole, (struct rect){0, height - 1, area.width, 1});
	for (int y = 0; y < area.height && first_line + (size_t)y < (size_t)whole.height; y++)
		for (int x = 0; x < whole.width; x++) {
			const struct cell *cell = surface_at(&whole, x, (int)first_line + y);

			surface_text(surface, area, x, y, (enum role)cell->role, cell->bytes);
		}
	surface_release(&whole);
}
