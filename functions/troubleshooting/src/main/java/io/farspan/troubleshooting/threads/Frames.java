package io.farspan.troubleshooting.threads;

import java.util.regex.Pattern;

/** Frames in the form in which they are equal at equal instances: without versions of modules and numbers of generated classes. */
final class Frames {

    private static final int LONGEST = 300;
    private static final Pattern MODULE = Pattern.compile("\\([^()/:]*@[^()/:]*/");
    private static final Pattern LOADER = Pattern.compile("^[a-z]+//");
    private static final Pattern HIDDEN = Pattern.compile("/0x[0-9a-f]+");
    private static final Pattern LAMBDA = Pattern.compile("\\$\\$Lambda[$/0-9]*");
    private static final Pattern GENERATED = Pattern.compile("((?:Generated\\w+Accessor|\\$Proxy))\\d+");

    private Frames() {}

    static String of(String frame) {
        String text = frame.length() <= LONGEST ? frame : frame.substring(0, LONGEST);
        if (text.indexOf('@') >= 0) {
            text = MODULE.matcher(text).replaceFirst("(");
        }
        if (text.indexOf("//") >= 0) {
            text = LOADER.matcher(text).replaceFirst("");
        }
        if (text.indexOf('$') >= 0 || text.indexOf("Generated") >= 0) {
            text = HIDDEN.matcher(text).replaceAll("");
            text = LAMBDA.matcher(text).replaceAll("\\$\\$Lambda");
            text = GENERATED.matcher(text).replaceAll("$1");
        }
        return text;
    }
}
