/*
 * Reads the list of files, as git ls-files prints it, from a stream. A checker that is given no
 * file has been called wrongly: an empty list is an error, not a success.
 */
#include <tools/check/list.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int list_add(struct list *list, const char *path)
{
	char **grown = realloc(list->paths, (list->count + 1) * sizeof(list->paths[0]));
	char *copy;

	if (!grown)
		return -ENOMEM;
	list->paths = grown;
	copy = strdup(path);
	if (!copy)
		return -ENOMEM;
	list->paths[list->count++] = copy;
	return 0;
}

int list_read(struct list *list, FILE *stream)
{
	char *line = NULL;
	size_t capacity = 0;
	int result = 0;

	*list = (struct list){.count = 0};
	while (result == 0 && getline(&line, &capacity, stream) > 0) {
		line[strcspn(line, "\n")] = 0;
		if (line[0] != 0)
			result = list_add(list, line);
	}
	free(line);
	if (result == 0 && (ferror(stream) || list->count == 0))
		result = -EIO;
	if (result < 0) {
		fputs("expected the names of the files to check on standard input\n", stderr);
		list_free(list);
	}
	return result;
}

void list_free(struct list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->paths[i]);
	free(list->paths);
	list->paths = NULL;
	list->count = 0;
}

bool path_has_suffix(const char *path, const char *suffix)
{
	size_t path_len = strlen(path);
	size_t suffix_len = strlen(suffix);

	return path_len >= suffix_len && strcmp(path + path_len - suffix_len, suffix) == 0;
}
