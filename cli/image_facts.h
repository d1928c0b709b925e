#ifndef BERTH_CLI_IMAGE_FACTS_H
#define BERTH_CLI_IMAGE_FACTS_H

/* Facts and verdicts as text and as JSON, for the commands that show them. */

#include "cli/image_open.h"
#include "image/verdict.h"

/* "mpich 4.3.2", "ROCm" without its own key, "yes"; "" when it is unknown. Not cleaned. */
void fact_append_value(struct text *text, enum fact fact, const struct fact_value *value);

/* Whether two packages are one row: of one environment, with the same name and version. conda and
 * Python both keep account of what conda has installed. Such packages follow one another in the
 * facts. */
bool packages_equal(const struct package *a, const struct package *b);

void show_facts(struct cli *cli, const struct facts *facts);
void show_verdicts(struct cli *cli, const struct verdicts *verdicts);

/* New objects: fact key to {value, version, path, version_path} or null; and an array. */
json_t *facts_json(const struct facts *facts) RETURNS_NEW;
/* An environment without its packages. */
json_t *environment_json(const struct package_environment *environment) RETURNS_NEW;
json_t *environments_json(const struct facts *facts) RETURNS_NEW;
json_t *verdicts_json(const struct verdicts *verdicts) RETURNS_NEW;

#endif
