import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * {@code java Compare.java ONE TWO [-v]}: compares two folders of released files byte by byte, zips and jars entry by entry
 * and as deep as they are nested. Ends with 1 when anything differs that is not among {@link #EXPECTED}.
 */
final class Compare {

    /** A file that differs between two builds of one commit, and why that cannot be helped yet. */
    private record Expected(Pattern path, String reason) {}

    private static final List<Expected> EXPECTED = List.of(
            new Expected(
                    Pattern.compile(".*!/io/quarkus/runner/recorded/[^/]+\\.class"),
                    "Quarkus records it in build steps that run at the same time: numbers of its variables and their order"),
            new Expected(
                    Pattern.compile(
                            ".*!/io/quarkus/runtime/generated/(RunTimeConfigCustomizer|SharedConfig|StaticInitConfigCustomizer)\\.class"),
                    "Quarkus generates it from settings in the order in which build steps asked for them"),
            new Expected(
                    Pattern.compile(".*(-runner|generated-bytecode|transformed-bytecode)\\.jar"),
                    "Quarkus packs it itself: the order of its entries and their times are those of the build"),
            new Expected(Pattern.compile("SHA256SUMS"), "it holds the sums of the zips above"));

    private final List<String> unexpected = new ArrayList<>();
    private final Map<String, String> expected = new TreeMap<>();
    private int files;

    private Compare() {}

    public static void main(String[] arguments) throws IOException {
        Compare compare = new Compare();
        compare.folders(Path.of(arguments[0]), Path.of(arguments[1]));
        Map<String, Integer> counts = new TreeMap<>();
        compare.expected.values().forEach(reason -> counts.merge(reason, 1, Integer::sum));
        counts.forEach((reason, count) -> System.out.println(count + " differ as expected: " + reason));
        if (arguments.length > 2 && arguments[2].equals("-v")) {
            compare.expected.keySet().forEach(path -> System.out.println("  " + path));
        }
        compare.unexpected.forEach(line -> System.out.println("DIFFERS: " + line));
        System.out.println(compare.files + " files compared, " + compare.expected.size() + " differ as expected, "
                + compare.unexpected.size() + " otherwise");
        System.exit(compare.unexpected.isEmpty() && compare.files > 0 ? 0 : 1);
    }

    private void folders(Path one, Path two) throws IOException {
        entries("", read(one), read(two));
    }

    private static Map<String, byte[]> read(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private void entries(String within, Map<String, byte[]> one, Map<String, byte[]> two) throws IOException {
        TreeSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(two.keySet());
        for (String name : names) {
            files++;
            byte[] first = one.get(name);
            byte[] second = two.get(name);
            String path = within + name;
            if (first == null || second == null) {
                differs(path, "is only in the " + (first == null ? "second" : "first"));
            } else if (!Arrays.equals(first, second)) {
                if (name.endsWith(".zip") || name.endsWith(".jar")) {
                    archives(path, first, second);
                } else {
                    differs(path, first.length + " and " + second.length + " bytes");
                }
            }
        }
    }

    /** What is in them is compared, and how they hold it: the order of the entries, and what is said of each. */
    private void archives(String path, byte[] one, byte[] two) throws IOException {
        int before = unexpected.size() + expected.size();
        List<String> firstOrder = new ArrayList<>();
        List<String> secondOrder = new ArrayList<>();
        entries(path + "!/", unzip(one, firstOrder), unzip(two, secondOrder));
        if (!firstOrder.equals(secondOrder)) {
            differs(path, "its entries are in another order, or have other times or methods");
        } else if (unexpected.size() + expected.size() == before) {
            differs(path, "is packed otherwise, with the same content");
        }
    }

    private static Map<String, byte[]> unzip(byte[] archive, List<String> order) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
                order.add(entry.getName() + " " + entry.getTimeLocal() + " " + entry.getMethod());
            }
        }
        return entries;
    }

    private void differs(String path, String how) {
        EXPECTED.stream()
                .filter(it -> it.path().matcher(path).matches())
                .findFirst()
                .ifPresentOrElse(it -> expected.put(path, it.reason()), () -> unexpected.add(path + ": " + how));
    }
}
