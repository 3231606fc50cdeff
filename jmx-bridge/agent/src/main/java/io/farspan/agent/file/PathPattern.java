package io.farspan.agent.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** The files that a path with wildcards stands for: {@code /var/log/shop/app.log}, {@code /var/log/*}{@code /app-*.log}. */
final class PathPattern {

    private static final String WILDCARDS = "*?[{";
    private static final int DEEPEST = 10;

    private final String text;
    private final Path base;
    private final int depth;
    private final PathMatcher matcher;
    private final boolean links;
    private final List<Path> hidden = new ArrayList<>();
    private boolean said;

    /**
     * @param links whether wildcards find what symbolic links lead to
     */
    PathPattern(String text, boolean links) {
        this.text = text;
        this.links = links;
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
    Map<String, FoundFile> matches() throws IOException {
        hidden.clear();
        return identified(isLiteral() ? List.of(Path.of(text)) : walk());
    }

    /** Whether the last look could not tell if there is a file at a path. */
    boolean isHidden(Path path) {
        return hidden.stream().anyMatch(path::startsWith);
    }

    /** Whether the last look could not enter some folder. */
    boolean hidesAny() {
        return !hidden.isEmpty();
    }

    /** How a file of the pattern is opened: what a name stands for may be a link, what a wildcard finds may not. */
    LinkOption[] links() {
        return isLiteral() || links ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    }

    private List<Path> walk() throws IOException {
        if (!Files.isDirectory(base)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        Path start = base.resolve("."); // so that a base that is a link itself is entered
        Set<FileVisitOption> options = links ? Set.of(FileVisitOption.FOLLOW_LINKS) : Set.of();
        Files.walkFileTree(start, options, depth, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path path = base.resolve(start.relativize(file));
                if (attributes.isRegularFile() && matcher.matches(path)) {
                    files.add(path);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return hide(start, file, failure);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
                return failure == null ? FileVisitResult.CONTINUE : hide(start, directory, failure);
            }
        });
        files.sort(null);
        return files;
    }

    /** One folder that cannot be read, and a loop of links, keep nobody from the other files. */
    @SuppressWarnings("SystemOut")
    private FileVisitResult hide(Path start, Path path, IOException failure) {
        if (!(failure instanceof NoSuchFileException) && !(failure instanceof FileSystemLoopException)) {
            hidden.add(base.resolve(start.relativize(path)));
            if (!said) {
                System.err.println(
                        "farspan-agent: of " + text + " not everything can be read, and is tried again: " + failure);
            }
            said = true;
        }
        return FileVisitResult.CONTINUE;
    }

    /** The other files beside those that match: where rotation puts what it took away. */
    Map<String, FoundFile> siblings(Map<String, FoundFile> matches) {
        Set<Path> directories = new TreeSet<>();
        directories.add(base);
        matches.values().stream()
                .map(match -> match.path().getParent())
                .filter(parent -> parent != null)
                .forEach(directories::add);
        List<Path> files = new ArrayList<>();
        for (Path directory : directories) {
            try (Stream<Path> all = Files.list(directory)) {
                all.sorted().forEach(files::add);
            } catch (IOException | UncheckedIOException e) {
                // Not there, or not ours to read: there is none that could be read.
            }
        }
        Map<String, FoundFile> siblings = identified(files);
        siblings.keySet().removeAll(matches.keySet());
        return siblings;
    }

    private Map<String, FoundFile> identified(List<Path> paths) {
        Map<String, FoundFile> files = new LinkedHashMap<>();
        for (Path path : paths) {
            FoundFile.at(path, links()).ifPresent(found -> files.putIfAbsent(found.identity(), found));
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
