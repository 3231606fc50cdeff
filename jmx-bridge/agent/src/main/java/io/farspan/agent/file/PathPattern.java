package io.farspan.agent.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that a path with wildcards stands for: {@code /var/log/shop/app.log}, {@code /var/log/*}{@code /app-*.log}. */
final class PathPattern {

    private static final String WILDCARDS = "*?[{";
    private static final int DEEPEST = 10;

    private final String text;
    private final Path base;
    private final int depth;
    private final PathMatcher matcher;

    PathPattern(String text) {
        this.text = text;
        String[] names = text.split("/", -1);
        int literal = 0;
        while (literal < names.length && !hasWildcard(names[literal])) {
            literal++;
        }
        String directory = String.join("/", List.of(names).subList(0, Math.min(literal, names.length - 1)));
        this.base = Path.of(directory.isEmpty() && text.startsWith("/") ? "/" : directory);
        this.depth = text.contains("**") ? DEEPEST : names.length - Math.min(literal, names.length - 1);
        this.matcher = FileSystems.getDefault().getPathMatcher("glob:" + text);
    }

    boolean isLiteral() {
        return !hasWildcard(text);
    }

    /** The files that match now, by identity. */
    Map<String, Path> matches() throws IOException {
        return identified(isLiteral() ? List.of(Path.of(text)) : walk());
    }

    private List<Path> walk() throws IOException {
        if (!Files.isDirectory(base)) {
            return List.of();
        }
        try (Stream<Path> files = Files.find(
                base,
                depth,
                (path, attributes) -> attributes.isRegularFile() && matcher.matches(path),
                FileVisitOption.FOLLOW_LINKS)) {
            return files.sorted().collect(Collectors.toList());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The other files beside those that match: where rotation puts what it took away. */
    Map<String, Path> siblings(Map<String, Path> matches) throws IOException {
        Set<Path> directories = new TreeSet<>();
        directories.add(base);
        matches.values().stream()
                .map(Path::getParent)
                .filter(parent -> parent != null)
                .forEach(directories::add);
        List<Path> files = new ArrayList<>();
        for (Path directory : directories) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> all = Files.list(directory)) {
                    all.sorted().forEach(files::add);
                }
            }
        }
        Map<String, Path> siblings = identified(files);
        siblings.keySet().removeAll(matches.keySet());
        return siblings;
    }

    private static Map<String, Path> identified(List<Path> paths) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Path path : paths) {
            FileIdentity.of(path).ifPresent(key -> files.putIfAbsent(key, path));
        }
        return files;
    }

    private static boolean hasWildcard(String name) {
        return name.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
    }

    @Override
    public String toString() {
        return text;
    }
}
