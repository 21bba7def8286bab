// SPDX-License-Identifier: MIT
/*
 * snp-emulator-kds: AMD's key distribution service on loopback, for the chip of
 * a state directory. `snp-emulator kds` is this program; it is one of its own so
 * that nothing else needs an HTTP library.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <microhttpd.h>

#include "answers.h"
#include "behaviour.h"
#include "tls.h"
#include "../base/clock.h"
#include "../base/descriptors.h"
#include "../base/json_lines.h"
#include "../base/options.h"

enum { DONE = 0, USAGE = 2, CANNOT = 3 };

#define SLOW_S		3
#define MOVED		"/moved"
#define PAGE		"<!DOCTYPE html><html><body>Service</body></html>\n"

struct service {
	struct kds kds;
	struct kds_tls tls;	/* without: http */
	struct kds_script script;
};

static int as_json;	/* what is printed are objects; of the command line */

static int failed(const char *why)
{
	fprintf(stderr, "snp-emulator: %s\n", why);
	if (as_json)
		json_error(stdout, why);
	return CANNOT;
}

static const char *parameter(void *owner, const char *name)
{
	return MHD_lookup_connection_value(owner, MHD_GET_ARGUMENT_KIND, name);
}

static bool has_metadata_header(struct MHD_Connection *connection)
{
	const char *value = MHD_lookup_connection_value(
		connection, MHD_HEADER_KIND, "Metadata");

	return value && !strcasecmp(value, "true");
}

/* Half of the answer, then the end of the connection. */
static ssize_t half(void *owner, uint64_t at, char *to, size_t max)
{
	const struct kds_answer *answer = owner;
	size_t n = answer->size / 2;

	if (at >= n)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	n -= (size_t)at;
	n = n < max ? n : max;
	memcpy(to, answer->bytes + at, n);
	return (ssize_t)n;
}

static void free_answer(void *owner)
{
	struct kds_answer *answer = owner;

	free(answer->bytes);
	free(answer);
}

static struct MHD_Response *cut_response(const struct kds_answer *answer)
{
	struct kds_answer *copy = malloc(sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *answer;
	return MHD_create_response_from_callback(copy->size, 512, half, copy,
						 free_answer);
}

static struct kds_answer plain(unsigned int status, const char *type,
			       const char *words)
{
	return (struct kds_answer){ .status = status,
				    .type = type,
				    .bytes = (uint8_t *)strdup(words),
				    .size = strlen(words) };
}

/* A path that was moved is served where it is now. */
static const char *where(const char *path)
{
	size_t n = strlen(MOVED);

	return strncmp(path, MOVED "/", n + 1) ? path : path + n;
}

static struct kds_answer answer_to(struct service *service,
				   struct MHD_Connection *connection,
				   const char *path,
				   enum kds_behaviour behaviour)
{
	switch (behaviour) {
	case KDS_NOT_FOUND:
		return plain(404, "text/plain", "not found\n");
	case KDS_THROTTLED:
	case KDS_RETRY_AFTER:
		return plain(429, "text/plain", "too many requests\n");
	case KDS_BROKEN:
		return plain(500, "text/plain", "broken\n");
	case KDS_UNAVAILABLE:
		return plain(503, "text/plain", "unavailable\n");
	case KDS_HTML:
		return plain(200, "text/html", PAGE);
	case KDS_REDIRECT:
		if (where(path) == path)
			return plain(302, "text/plain", "moved\n");
		break;
	case KDS_SLOW:
		clock_pause_ms(SLOW_S * 1000);
		break;
	default:
		break;
	}
	return kds_answer(&service->kds, where(path), parameter, connection,
			  has_metadata_header(connection),
			  behaviour == KDS_WRONG);
}

struct query {
	char text[512];
	size_t used;
};

static enum MHD_Result add_argument(void *owner, enum MHD_ValueKind kind,
				    const char *key, const char *value)
{
	struct query *query = owner;
	int n = snprintf(query->text + query->used,
			 sizeof(query->text) - query->used, "%c%s=%s",
			 query->used ? '&' : '?', key, value ? value : "");

	(void)kind;
	if (n < 0 || query->used + (size_t)n >= sizeof(query->text))
		return MHD_NO;
	query->used += (size_t)n;
	return MHD_YES;
}

static void add_headers(struct MHD_Response *response, const char *path,
			const struct query *query, const char *type,
			enum kds_behaviour behaviour)
{
	char location[2048];

	MHD_add_response_header(response, "Content-Type", type);
	if (behaviour == KDS_RETRY_AFTER)
		MHD_add_response_header(response, "Retry-After", "1");
	if (behaviour != KDS_REDIRECT || where(path) != path)
		return;
	snprintf(location, sizeof(location), MOVED "%.1000s%s", path,
		 query->text);
	MHD_add_response_header(response, "Location", location);
}

/* Lines are the log's own: a client can ask for a path with one in it. */
static void print_word(const char *word)
{
	for (; *word; word++)
		if ((unsigned char)*word < ' ' || *word == 0x7f)
			printf("%%%02X", *word);
		else
			putchar(*word);
}

static void print_json_request(const char *method, const char *path,
			       const char *query, unsigned int status)
{
	fputs("{\"method\": ", stdout);
	json_text(stdout, method);
	fputs(", \"path\": ", stdout);
	json_text(stdout, path);
	fputs(", \"query\": ", stdout);
	json_text(stdout, query);
	printf(", \"status\": %u}\n", status);
}

static void print_request(const char *method, const char *path,
			  const char *query, unsigned int status)
{
	flockfile(stdout);
	if (as_json) {
		print_json_request(method, path, query, status);
	} else {
		printf("%s ", method);
		print_word(path);
		print_word(query);
		printf(" %u\n", status);
	}
	fflush(stdout);
	funlockfile(stdout);
}

static enum MHD_Result handle(void *owner, struct MHD_Connection *connection,
			      const char *path, const char *method,
			      const char *version, const char *upload,
			      size_t *upload_size, void **request)
{
	struct service *service = owner;
	struct query query = { .used = 0 };
	struct MHD_Response *response;
	enum kds_behaviour behaviour;
	struct kds_answer answer;
	enum MHD_Result result;

	(void)version;
	(void)upload;
	(void)upload_size;
	(void)request;
	MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND,
				  add_argument, &query);
	behaviour = kds_script_next(&service->script);
	/* Of HEAD the library sends no body. */
	answer = strcmp(method, "GET") && strcmp(method, "HEAD")
			 ? plain(405, "text/plain", "GET and HEAD only\n")
			 : answer_to(service, connection, path, behaviour);
	if (!answer.bytes)
		return MHD_NO;
	print_request(method, path, query.text, answer.status);
	response = behaviour == KDS_CUT
			   ? cut_response(&answer)
			   : MHD_create_response_from_buffer(
				     answer.size, answer.bytes,
				     MHD_RESPMEM_MUST_FREE);
	if (!response)
		return MHD_NO;
	add_headers(response, path, &query, answer.type, behaviour);
	result = MHD_queue_response(connection, answer.status, response);
	MHD_destroy_response(response);
	return result;
}

static struct MHD_Daemon *listen_on(struct service *service, uint16_t port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, service->tls.certificate },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, service->tls.key },
		{ MHD_OPTION_END, 0, NULL },
	};
	bool https = service->tls.certificate;

	return MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD |
					MHD_USE_THREAD_PER_CONNECTION |
					(https ? MHD_USE_TLS : 0),
				port, NULL, NULL, handle, service,
				MHD_OPTION_SOCK_ADDR, &address,
				MHD_OPTION_ARRAY, https ? tls : tls + 2,
				MHD_OPTION_END);
}

static void print_place(const char *dir, const char *scheme, uint16_t port)
{
	if (as_json) {
		fputs("{\"machine\": ", stdout);
		json_text(stdout, dir);
		printf(", \"url\": \"%s://127.0.0.1:%u\"}\n", scheme, port);
	} else {
		printf("snp-emulator: key distribution service of %s on %s://127.0.0.1:%u\n",
		       dir, scheme, port);
	}
	fflush(stdout);
}

/* Port 0: a free one; it is in the line that says where. */
static int serve(struct service *service, const char *dir, uint16_t port)
{
	bool https = service->tls.certificate;
	struct MHD_Daemon *daemon;
	sigset_t signals;
	char why[160];
	int number;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	daemon = listen_on(service, port);
	if (!daemon) {
		snprintf(why, sizeof(why), "port %u: cannot listen%s: %s", port,
			 https ? ", or certificate and key are no pair" : "",
			 strerror(errno));
		return failed(why);
	}
	print_place(dir, https ? "https" : "http",
		    MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
	sigwait(&signals, &number);
	MHD_stop_daemon(daemon);
	return DONE;
}

static int usage(const char *why)
{
	fprintf(stderr,
		"snp-emulator: kds: %s\nusage: snp-emulator kds [--json] [--port N] [--tls | --tls-cert FILE --tls-key FILE] [--behave NAME[:TIMES]] [--window SECONDS] DIR\nbehaviours:\n%s",
		why, kds_behaviour_list());
	if (as_json)
		json_error(stdout, why);
	return USAGE;
}

static int misread(char *const *argv, int option)
{
	char why[300];

	options_misread(argv, option, (struct why){ why, sizeof(why) });
	return usage(why);
}

static bool parse_number(const char *text, unsigned long max,
			 unsigned long *number)
{
	char *end;

	*number = strtoul(text, &end, 10);
	return end != text && !*end && *text != '-' && *number <= max;
}

struct words {
	const char *dir, *certificate, *key;
	unsigned long port, window;
	int tls;
};

static int parse_option(int option, struct words *words,
			struct kds_script *script)
{
	char text[300] = "";
	struct why why = { text, sizeof(text) };

	switch (option) {
	case 0:
		return DONE;
	case 'p':
		return parse_number(optarg, UINT16_MAX, &words->port)
			       ? DONE : usage("that is no port");
	case 'w':
		return parse_number(optarg, 3600, &words->window) &&
				       words->window
			       ? DONE
			       : usage("that is no window of 1 to 3600 seconds");
	case 'b':
		return kds_script_parse(script, optarg, why) ? usage(text)
							     : DONE;
	case 'c':
		words->certificate = optarg;
		return DONE;
	default:
		words->key = optarg;
		return DONE;
	}
}

static int parse(int argc, char **argv, struct words *words,
		 struct kds_script *script)
{
	const struct option known[] = {
		{ "port", required_argument, NULL, 'p' },
		{ "behave", required_argument, NULL, 'b' },
		{ "window", required_argument, NULL, 'w' },
		{ "tls", no_argument, &words->tls, 1 },
		{ "json", no_argument, &as_json, 1 },
		{ "tls-cert", required_argument, NULL, 'c' },
		{ "tls-key", required_argument, NULL, 'k' },
		{ NULL, 0, NULL, 0 },
	};
	int option, status = DONE;

	opterr = 0;
	while (!status &&
	       (option = getopt_long(argc, argv, ":", known, NULL)) != -1)
		status = option == '?' || option == ':'
				 ? misread(argv, option)
				 : parse_option(option, words, script);
	if (status)
		return status;
	if (argc - optind != 1)
		return usage("one directory, please");
	if (!words->certificate != !words->key)
		return usage("--tls-cert and --tls-key come together");
	if (words->window && script->behaviour != KDS_WINDOW)
		return usage("--window is the length of --behave window");
	words->dir = argv[optind];
	script->window_s = words->window;
	return DONE;
}

static int open_service(struct service *service, const struct words *words,
			struct why why)
{
	int err = kds_open(words->dir, &service->kds, why);

	if (err)
		return err;
	if (words->certificate)
		return kds_tls_read(words->certificate, words->key,
				    &service->tls, why);
	if (words->tls && kds_tls_make(&service->kds, &service->tls))
		return because(why, -ENOMEM, "not enough memory");
	return 0;
}

int main(int argc, char **argv)
{
	struct service service = {
		.script = { .mutex = PTHREAD_MUTEX_INITIALIZER } };
	struct words words = { .port = 0 };
	char text[300] = "";
	int status = descriptors_hold()
			     ? CANNOT
			     : parse(argc, argv, &words, &service.script);

	if (status)
		return status;
	if (open_service(&service, &words, (struct why){ text, sizeof(text) }))
		status = failed(text);
	else
		status = serve(&service, words.dir, (uint16_t)words.port);
	kds_tls_free(&service.tls);
	kds_close(&service.kds);
	return status;
}
