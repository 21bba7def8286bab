// SPDX-License-Identifier: MIT
#include "request.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/digest.h"
#include "../base/files.h"
#include "../base/values.h"

__attribute__((format(printf, 2, 3))) static int
wrong(struct request *request, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(request->wrong, sizeof(request->wrong), format, args);
	va_end(args);
	return -EBADMSG;
}

static int could_not(struct request *request, const char *path, int err)
{
	request->trouble = true;
	if (err == EINVAL)
		return wrong(request, "%s: no regular file", path);
	return wrong(request, "%s: cannot read: %s", path, strerror(err));
}

static int add_part(struct request *request, const void *data, size_t len)
{
	if (request->n_parts == SNPGUEST_PARTS_MAX)
		return wrong(request, "more than %d parts",
			     SNPGUEST_PARTS_MAX);
	request->parts[request->n_parts++] = (struct snpguest_blob){ data, len };
	return 0;
}

/* A part in memory of its own, which is freed with the request, or at once. */
static int add_owned(struct request *request, void *data, size_t len)
{
	int err = add_part(request, data, len);

	if (err)
		free(data);
	else
		request->owned[request->n_owned++] = data;
	return err;
}

/* Only files end, and only they can be read again when work is resumed. */
static int add_file(struct request *request, const char *path)
{
	struct buffer bytes;
	int err = file_try_read_regular(path, SNPGUEST_CONTAINER_MAX + 1,
					&bytes);

	if (err == -ENOMEM)
		return err;
	if (err)
		return could_not(request, path, -err);
	request->n_read += bytes.len;
	if (request->n_read > LINE_MAX_BYTES) {
		free(bytes.data);
		return wrong(request, "more than %zu bytes in files",
			     LINE_MAX_BYTES);
	}
	return add_owned(request, bytes.data, bytes.len);
}

/*
 * "sha256:..." is the name of a file in @dir. Whether that is the right one is no
 * matter of its name: it is judged as any other.
 */
static int add_by_digest(struct request *request, const char *hex,
			 const char *dir)
{
	char name[2 * DIGEST_SIZE + 1], path[4096];
	uint8_t digest[DIGEST_SIZE];

	if (!value_bytes(hex, digest, sizeof(digest)))
		return wrong(request, "sha256: 64 hexadecimal digits are needed");
	if (!dir) {
		request->trouble = true;
		return wrong(request, "a certificate is named by its digest;"
			     " --certs-by-digest says where it is");
	}
	value_hex(digest, sizeof(digest), name);
	if (snprintf(path, sizeof(path), "%s/%s.der", dir, name) >=
	    (int)sizeof(path))
		return could_not(request, dir, ENAMETOOLONG);
	return add_file(request, path);
}

/* Whoever wrote the line names the file. */
static int add_named(struct request *request, const char *path,
		     const struct sources *from)
{
	if (from->evidence_only)
		return wrong(request, "it names a file; evidence is needed");
	return add_file(request, path);
}

static int add_text(struct request *request, const json_t *json)
{
	return add_part(request, json_string_value(json),
			json_string_length(json));
}

static int add_cert(struct request *request, const json_t *json,
		    const struct sources *from)
{
	const char *text = json_string_value(json);

	if (!text)
		return wrong(request, "\"certs\": a list of texts is needed");
	if (strncmp(text, "sha256:", 7) == 0)
		return add_by_digest(request, text + 7, from->certs_dir);
	return add_text(request, json);
}

static int add_certs(struct request *request, const json_t *certs,
		     const struct sources *from)
{
	const json_t *item;
	size_t i;
	int err = 0;

	if (json_is_string(certs))
		return add_cert(request, certs, from);
	if (!json_is_array(certs))
		return wrong(request, "\"certs\": a list of texts is needed");
	json_array_foreach(certs, i, item) {
		err = add_cert(request, item, from);
		if (err)
			break;
	}
	return err;
}

/* An object is evidence that others wrote; the library knows their shapes. */
static int add_evidence(struct request *request, const json_t *json)
{
	char *text;

	if (json_is_string(json))
		return add_text(request, json);
	if (!json_is_object(json))
		return wrong(request, "\"evidence\": a text or an object is"
			     " needed");
	text = json_dumps(json, JSON_COMPACT);
	if (!text)
		return -ENOMEM;
	return add_owned(request, text, strlen(text));
}

static int take_name(struct request *request, const json_t *id)
{
	const char *text = json_string_value(id);

	if (json_is_integer(id)) {
		snprintf(request->name, sizeof(request->name),
			 "%" JSON_INTEGER_FORMAT, json_integer_value(id));
		return 0;
	}
	if (!text || json_string_length(id) >= REQUEST_NAME_SIZE ||
	    json_string_length(id) != strlen(text))
		return wrong(request, "\"id\": a text of at most %d bytes, or a"
			     " number, is needed", REQUEST_NAME_SIZE - 1);
	memcpy(request->name, text, json_string_length(id) + 1);
	return 0;
}

static int take_key(struct request *request, const char *key,
		    const json_t *value, const struct sources *from)
{
	if (strcmp(key, "id") == 0)
		return take_name(request, value);
	if (strcmp(key, "evidence") == 0)
		return add_evidence(request, value);
	if (strcmp(key, "certs") == 0)
		return add_certs(request, value, from);
	if (strcmp(key, "file") != 0)
		return wrong(request, "\"%.32s\": no such key; id, evidence,"
			     " file and certs are known", key);
	if (!json_is_string(value))
		return wrong(request, "\"file\": a path is needed");
	return add_named(request, json_string_value(value), from);
}

/* Its name first, so that a mistake further on can be told by it. */
static int take_object(struct request *request, const struct sources *from)
{
	json_t *evidence = json_object_get(request->json, "evidence");
	json_t *file = json_object_get(request->json, "file");
	json_t *id = json_object_get(request->json, "id");
	const char *key;
	json_t *value;
	int err = id ? take_name(request, id) : 0;

	if (!err && evidence && file)
		return wrong(request, "\"evidence\" and \"file\" exclude each"
			     " other");
	json_object_foreach(request->json, key, value) {
		if (!err)
			err = take_key(request, key, value, from);
	}
	return err;
}

static bool is_ours(const json_t *json)
{
	return json_object_get(json, "evidence") ||
	       json_object_get(json, "file");
}

/* base64 has a slash, too, but nothing that is evidence begins with one. */
static bool is_path(const char *text)
{
	return text[0] == '/' || strncmp(text, "./", 2) == 0 ||
	       strncmp(text, "../", 3) == 0;
}

/*
 * Each value costs some hundred bytes once it is parsed; those of evidence that
 * is written as numbers fit by far.
 */
#define VALUES_MAX 65536

static bool has_many_values(const char *text)
{
	size_t n = 0;

	for (; *text && n <= VALUES_MAX; text++)
		n += *text == ',' || *text == '[' || *text == '{';
	return n > VALUES_MAX;
}

/* jansson takes a lack of memory for bad syntax; what is wrong is so twice. */
static int load(struct request *request, const char *text, size_t flags,
		json_error_t *error)
{
	json_error_t again;

	flags |= JSON_REJECT_DUPLICATES;
	request->json = json_loads(text, flags, error);
	if (request->json)
		return 0;
	request->json = json_loads(text, flags, &again);
	return request->json || strcmp(error->text, again.text) ? -ENOMEM :
								  -EBADMSG;
}

static int wrong_json(struct request *request, const json_error_t *error)
{
	if (json_error_code(error) == json_error_duplicate_key)
		return wrong(request, "JSON with a key that stands there twice");
	return wrong(request, "JSON that cannot be read, from byte %d on",
		     error->position);
}

/* What the library passes by in evidence, and no number or text here can hold. */
#define BEYOND (JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL)

/* Evidence as others wrote it may have that; what is ours has it nowhere. */
static int read_beyond(struct request *request, const char *text,
		       const json_error_t *first)
{
	json_error_t error;
	const json_t *id;
	int err = load(request, text, BEYOND, &error);

	if (err)
		return err == -EBADMSG ? wrong_json(request, &error) : err;
	if (!is_ours(request->json))
		return add_part(request, text, strlen(text));
	id = json_object_get(request->json, "id");
	err = json_is_string(id) ? take_name(request, id) : 0;
	return err ? err : wrong_json(request, first);
}

/*
 * JSON that is not ours is the library's to read, as it stands. What only one of
 * the two readers understands is nobody's, and neither is what says a thing
 * twice: they might take different ones.
 */
static int read_json(struct request *request, const char *text,
		     const struct sources *from)
{
	json_error_t error;
	int err;

	if (has_many_values(text))
		return wrong(request, "JSON with more than %d values",
			     VALUES_MAX);
	err = load(request, text, 0, &error);
	if (err)
		return err == -EBADMSG ? read_beyond(request, text, &error) :
					 err;
	if (is_ours(request->json))
		return take_object(request, from);
	return add_part(request, text, strlen(text));
}

/* Behind what editors put in front. */
static const char *start_of(const char *text)
{
	static const char mark[] = "\xef\xbb\xbf";

	if (strncmp(text, mark, strlen(mark)) == 0)
		text += strlen(mark);
	return text + strspn(text, " \t\r");
}

static int read_text(struct request *request, const struct line *line,
		     const struct sources *from)
{
	const char *text = start_of(line->text);
	bool whole = strlen(line->text) == line->len;

	if (whole && is_path(text))
		return add_named(request, text, from);
	if (whole && *text == '{')
		return read_json(request, text, from);
	return add_part(request, line->text, line->len);
}

int request_read(struct request *request, const struct line *line,
		 uint64_t number, const struct sources *from)
{
	int err;

	snprintf(request->name, sizeof(request->name), "line %llu",
		 (unsigned long long)number);
	if (line->too_long)
		err = wrong(request, "longer than %zu bytes", LINE_MAX_BYTES);
	else
		err = read_text(request, line, from);
	return err == -EBADMSG ? 0 : err;
}

void request_free(struct request *request)
{
	for (size_t i = 0; i < request->n_owned; i++)
		free(request->owned[i]);
	json_decref(request->json);
}
