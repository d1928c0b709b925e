#include "base/units.h"
#include "vnc/session.h"

enum { SIDE_MAX = 16384, WORD_MAX = 256 };

const char *const vnc_backend_names[] = {[VNC_DIRECT] = "direct", [VNC_MODULE] = "module", NULL};
const char *const vnc_listen_names[] = {
	[VNC_SOCKET] = "socket", [VNC_LOOPBACK] = "loopback", [VNC_NODE] = "node", NULL};
const char *const vnc_browser_names[] = {
	[VNC_BROWSER_AUTO] = "auto", [VNC_BROWSER_YES] = "yes", [VNC_BROWSER_NO] = "no", NULL};

static json_t *string_or_null(const char *string)
{
	return string != NULL ? json_string(string) : json_null();
}

json_t *vnc_asked_json(const struct vnc_session *session)
{
	json_t *object = json_object();

	json_object_set_new(object, "schema", json_string("berth.vnc.asked/1"));
	json_object_set_new(object, "backend", json_string(vnc_backend_names[session->backend]));
	json_object_set_new(object, "listen", json_string(vnc_listen_names[session->listen]));
	json_object_set_new(object, "browser", json_string(vnc_browser_names[session->browser]));
	json_object_set_new(object, "here", json_boolean(session->here));
	json_object_set_new(object, "server_image", string_or_null(session->server_image));
	json_object_set_new(object, "app", string_or_null(session->app));
	json_object_set_new(object, "image", string_or_null(session->image));
	json_object_set_new(object, "width", json_integer(session->width));
	json_object_set_new(object, "height", json_integer(session->height));
	json_object_set_new(object, "created", json_integer(session->created));
	return object;
}

static bool read_choice(const json_t *object, const char *key, const char *const *names, int *index)
{
	const char *value = json_string_value(json_object_get(object, key));

	for (int i = 0; value != NULL && names[i] != NULL; i++)
		if (string_equal(names[i], value)) {
			*index = i;
			return true;
		}
	return false;
}

bool vnc_asked_read(const char *bytes, size_t length, struct vnc_session *session)
{
	json_t *object = json_loadb(bytes, length, 0, NULL);
	const char *app = json_string_value(json_object_get(object, "app"));
	const char *image = json_string_value(json_object_get(object, "image"));
	const char *server = json_string_value(json_object_get(object, "server_image"));
	int backend = 0, listen = 0, browser = VNC_BROWSER_AUTO;
	bool fine = read_choice(object, "backend", vnc_backend_names, &backend) &&
		    read_choice(object, "listen", vnc_listen_names, &listen) &&
		    (json_object_get(object, "browser") == NULL ||
			    read_choice(object, "browser", vnc_browser_names, &browser));

	session->backend = (enum vnc_backend)backend;
	session->listen = (enum vnc_listen)listen;
	session->browser = (enum vnc_browser)browser;
	session->here = json_is_true(json_object_get(object, "here"));
	session->server_image = server != NULL ? xstrdup(server) : NULL;
	session->width = json_integer_value(json_object_get(object, "width"));
	session->height = json_integer_value(json_object_get(object, "height"));
	session->created = json_integer_value(json_object_get(object, "created"));
	session->app = app != NULL ? xstrdup(app) : NULL;
	session->image = image != NULL ? xstrdup(image) : NULL;
	fine = fine && session->width > 0 && session->width <= SIDE_MAX && session->height > 0 &&
	       session->height <= SIDE_MAX && session->created >= 0;
	json_decref(object);
	return fine;
}

void vnc_process_read(const char *bytes, size_t length, char **host, struct run_process *process)
{
	struct run_process found = {0};
	char *line = xstrndup(bytes, length < WORD_MAX ? length : WORD_MAX), *save = NULL;
	const char *name = strtok_r(line, " \n", &save), *pid = strtok_r(NULL, " \n", &save),
		   *started = strtok_r(NULL, " \n", &save);

	if (started != NULL && integer_parse(pid, 2, INT32_MAX, &found.pid) &&
		integer_parse(started, 1, INT64_MAX, &found.started)) {
		*host = xstrdup(name);
		*process = found;
	}
	free(line);
}
