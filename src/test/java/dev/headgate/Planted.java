package dev.headgate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Secrets that the tests configure Headgate with, to be found nowhere else: {@link PlantedIT} looks for them in all that
 * was said, answered and kept. One more is one more line.
 */
public enum Planted {
    STORE_PASSWORD,
    TARGET_PASSWORD,
    TARGET_PASSWORD_IN_A_FILE,
    STORE_PASSWORD_IN_A_FILE,
    STATIC_TOKEN,
    SIGNED_TOKEN,
    SECRET_OF_THE_CLIENT_AT_THE_PROVIDER;

    /** What each of them begins with, and nothing else in the world. */
    static final String MARK = "pl4nted-";

    private static final int ALIGNMENTS = 3;

    public String word() {
        return MARK + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How any of them may look: as it is, and as bytes in the forms that programs write bytes in. */
    static List<String> forms() {
        List<String> forms = new ArrayList<>();
        forms.add(MARK);
        byte[] mark = MARK.getBytes(StandardCharsets.UTF_8);
        forms.add(HexFormat.of().formatHex(mark));
        for (int before = 0; before < ALIGNMENTS; before++) {
            forms.add(base64(mark, before));
        }
        return forms;
    }

    /** The characters that are the same whatever stands before and after it. */
    private static String base64(byte[] mark, int before) {
        byte[] padded = new byte[before + mark.length];
        System.arraycopy(mark, 0, padded, before, mark.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(padded);
        int begin = (before * 8 + 5) / 6;
        int end = padded.length * 8 / 6;
        return text.substring(begin, end);
    }
}
