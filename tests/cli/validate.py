#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""validate.py SCHEMA KIND: standard input, line by line or whole, against
the definition KIND of SCHEMA; prints how many objects it saw.

Keys must not repeat, and the whole must match exactly one form of output.
"""
import json
import sys

import jsonschema


def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        sys.exit(f"a key is repeated: {keys}")
    return dict(pairs)


def objects(text):
    decoder = json.JSONDecoder(object_pairs_hook=unique)
    text = text.strip()
    while text:
        value, end = decoder.raw_decode(text)
        yield value
        text = text[end:].lstrip()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    whole = jsonschema.Draft202012Validator(schema)
    part = None
    if len(sys.argv) > 2:
        part = jsonschema.Draft202012Validator(
            {"$ref": f"#/$defs/{sys.argv[2]}", "$defs": schema["$defs"]}
        )
    count = 0
    for value in objects(sys.stdin.read()):
        for validator in filter(None, (whole, part)):
            error = jsonschema.exceptions.best_match(
                validator.iter_errors(value)
            )
            if error:
                sys.exit(f"object {count}: {error.json_path}: {error.message}")
        count += 1
    print(count)


main()
