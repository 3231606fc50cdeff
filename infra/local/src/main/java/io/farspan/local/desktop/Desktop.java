package io.farspan.local.desktop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.farspan.local.process.Child;

/** A separate X server with a window manager. {@link #close} ends it and every tool started on it. */
public final class Desktop implements AutoCloseable {

    private static final List<String> NEEDED = List.of("Xvfb", "xdotool", "openbox", "import", "convert", "tesseract");
    private static final Duration START = Duration.ofSeconds(30);

    /** Letters of a screen are too small to be recognized as they are. */
    private static final int SCALE = 2;

    private final List<Child> children = new ArrayList<>();
    private final Path work;
    private String display = "";

    private Desktop(Path work) {
        this.work = work;
    }

    /** What is missing for a desktop on this machine; empty when one can be started. */
    public static List<String> missing() {
        return NEEDED.stream().filter(tool -> !isInstalled(tool)).toList();
    }

    /** Whether a program is on the path. */
    public static boolean isInstalled(String program) {
        return Stream.of(System.getenv()
                        .getOrDefault("PATH", "")
                        .split(Pattern.quote(System.getProperty("path.separator")), -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Starts a screen of 1280 x 900; logs and screenshots go to {@code work}. */
    public static Desktop start(Path work) throws IOException, InterruptedException {
        Files.createDirectories(work);
        Desktop desktop = new Desktop(work);
        try {
            Child server = Child.start(
                    "Xvfb",
                    work.resolve("xvfb.log"),
                    Map.of(),
                    List.of("sh", "-c", "exec Xvfb -displayfd 1 -screen 0 1280x900x24 -nolisten tcp 2>/dev/null"));
            desktop.children.add(server);
            desktop.display = ":" + server.await(Pattern.compile("^([0-9]+)$", Pattern.MULTILINE), START);
            desktop.run("openbox", "openbox");
            return desktop;
        } catch (IOException | InterruptedException | RuntimeException e) {
            desktop.close();
            throw e;
        }
    }

    /** Starts a tool on this screen. */
    public Child run(String name, String... command) throws IOException {
        Child child = Child.start(
                name,
                work.resolve(name + ".log"),
                Map.of("DISPLAY", display, "HOME", work.toString(), "_JAVA_AWT_WM_NONREPARENTING", "1"),
                Arrays.asList(command));
        children.add(child);
        return child;
    }

    /** The upper left corner of the content of the window with this title, if there is one. */
    public Optional<Place> window(String title) throws IOException, InterruptedException {
        List<String> ids = tool("xdotool", "search", "--name", title).lines().toList();
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        String geometry = tool("xdotool", "getwindowgeometry", "--shell", ids.get(ids.size() - 1));
        Matcher x = Pattern.compile("(?m)^X=(-?[0-9]+)$").matcher(geometry);
        Matcher y = Pattern.compile("(?m)^Y=(-?[0-9]+)$").matcher(geometry);
        return x.find() && y.find()
                ? Optional.of(new Place(Integer.parseInt(x.group(1)), Integer.parseInt(y.group(1))))
                : Optional.empty();
    }

    /** Clicks at a point on the screen. */
    public void click(int x, int y) throws IOException, InterruptedException {
        tool("xdotool", "mousemove", Integer.toString(x), Integer.toString(y), "click", "1");
    }

    /** Presses a key, by its X keysym. */
    public void key(String key) throws IOException, InterruptedException {
        tool("xdotool", "key", key);
    }

    /** Types a text. */
    public void type(String text) throws IOException, InterruptedException {
        tool("xdotool", "type", "--delay", "20", text);
    }

    /** A place on the screen. */
    public record Place(int x, int y) {}

    /** Where a word is written, from top to bottom. */
    public List<Place> find(String word) throws IOException, InterruptedException {
        List<Place> places = new ArrayList<>();
        for (String line : read("tsv").lines().toList()) {
            String[] columns = line.split("\t", -1);
            if (columns.length == 12 && columns[11].equals(word)) {
                places.add(new Place(
                        (Integer.parseInt(columns[6]) + Integer.parseInt(columns[8]) / 2) / SCALE,
                        (Integer.parseInt(columns[7]) + Integer.parseInt(columns[9]) / 2) / SCALE));
            }
        }
        return places;
    }

    /**
     * Clicks the uppermost occurrence of the word on the screen, if there is one.
     *
     * @return whether there was
     */
    public boolean clickWord(String word) throws IOException, InterruptedException {
        List<Place> places = find(word);
        if (!places.isEmpty()) {
            click(places.get(0).x, places.get(0).y);
        }
        return !places.isEmpty();
    }

    /** What is written on the screen, as far as it can be recognized. */
    public String text() throws IOException, InterruptedException {
        return read("txt") + recognize("6", "txt");
    }

    private String read(String format) throws IOException, InterruptedException {
        Path screen = screenshot("screen");
        Path large = work.resolve("screen-large.png");
        tool("convert", screen.toString(), "-resize", SCALE * 100 + "%", "-colorspace", "Gray", large.toString());
        return recognize("11", format);
    }

    /** Words anywhere (mode 11) and words in lines (mode 6) are found where the other mode finds none. */
    private String recognize(String mode, String format) throws IOException, InterruptedException {
        Path large = work.resolve("screen-large.png");
        return tool("tesseract", large.toString(), "-", "--psm", mode, "quiet", format);
    }

    /** The screen as a PNG file. */
    public Path screenshot(String name) throws IOException, InterruptedException {
        Path file = work.resolve(name + ".png");
        tool("import", "-window", "root", file.toString());
        return file;
    }

    private String tool(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DISPLAY", display);
        // Threads of tesseract that wait for each other make it take five times as long on a small machine.
        builder.environment().put("OMP_THREAD_LIMIT", "1");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor(30, TimeUnit.SECONDS);
        return output;
    }

    @Override
    public void close() {
        for (int index = children.size() - 1; index >= 0; index--) {
            children.get(index).close();
        }
    }
}
