package io.driftlog.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of the dashboard for the documents: each page at two sizes, light and dark. The command
 * deploy/browser/pictures runs it; it says where they go.
 */
@EnabledIfSystemProperty(named = "pictures.directory", matches = ".+")
final class PicturesIT {
    private static final double PATIENCE = 90_000;
    private static final List<int[]> SIZES = List.of(new int[] {1280, 800}, new int[] {1920, 1080});

    /** Goes on for hours, with few events. */
    private static final String ENDLESS = "method: {type: gradient-descent, stepSize: 1e-3}";

    private static final String FEW = "emit: {perDecade: 100}";

    private static final int MOST_COLORS = 128;

    private final Path pictures = Path.of(System.getProperty("pictures.directory", ""));

    @Test
    void pictures_ofEachPage_areTaken(@TempDir Path directory) throws Exception {
        Chromium.require();
        try (Node node = Node.start(directory);
                Chromium chromium = Chromium.start();
                Page page = chromium.newPage()) {
            String base = node.address();
            submit(page, base, "name: other", "weightDecay: 1e-3");
            awaitEnd(page);
            String other = page.url();
            submit(page, base, "name: paper/diagonal");
            awaitEnd(page);
            String run = page.url();
            assertThat(page.locator(".phases > div > table tr.final"))
                    .hasCount(4, new HasCountOptions().setTimeout(PATIENCE));
            take(
                    page,
                    "run",
                    () -> assertThat(page.getByText("5 of 100 are at least 1 %"))
                            .isVisible());
            page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Slow phase"))
                    .click();
            take(
                    page,
                    "slow",
                    () -> assertThat(page.getByText("Squared norm beside the effective flow"))
                            .isVisible());
            button(page, "Fork …").click();
            take(page, "fork", () -> assertThat(page.locator("dialog")).isVisible());
            button(page, "Cancel").last().click();
            page.navigate(base + "/#/compare/" + id(run) + "," + id(other));
            take(
                    page,
                    "compare",
                    () -> assertThat(page.locator(".chart .u-wrap")).hasCount(4));
            submit(page, base, "name: live", ENDLESS, FEW);
            assertThat(page.locator(".band").first()).isVisible(new IsVisibleOptions().setTimeout(PATIENCE));
            take(page, "live", () -> assertThat(page.locator("#connection")).hasText("live"));
            page.navigate(base + "/");
            take(
                    page,
                    "list",
                    () -> assertThat(page.locator(".spark path[d^=M]")).hasCount(3));
        }
    }

    private static void submit(Page page, String base, String... lines) {
        page.navigate(base + "/#/new/paper/diagonal");
        Locator spec = page.getByLabel("Spec in YAML");
        spec.waitFor();
        String text = spec.inputValue();
        for (String line : lines) {
            String key = line.substring(0, line.indexOf(':') + 1);
            text = text.replaceAll("(?m)^" + key + ".*\\n(  .*\\n)*", "") + line + "\n";
        }
        spec.fill(text);
        button(page, "Start the run").click();
        page.waitForURL(Pattern.compile(".*#/run/.+"), new Page.WaitForURLOptions().setTimeout(PATIENCE));
    }

    private static void awaitEnd(Page page) {
        assertThat(page.locator(".pill.completed")).isVisible(new IsVisibleOptions().setTimeout(PATIENCE));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private static String id(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    private void take(Page page, String name, Runnable isThere) throws IOException {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int[] size : SIZES) {
                page.setViewportSize(size[0], size[1]);
                isThere.run();
                // The plots are drawn again, at their new sizes, before the second frame from now.
                page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");
                String file = name + "-" + size[0] + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
                var whole = new Page.ScreenshotOptions().setFullPage(name.equals("compare"));
                ImageIO.write(
                        withFewColors(page.screenshot(whole)),
                        "png",
                        pictures.resolve(file).toFile());
            }
        }
    }

    /** The picture with its most frequent colors; every other color becomes the nearest of these. */
    private static BufferedImage withFewColors(byte[] png) throws IOException {
        BufferedImage all = ImageIO.read(new ByteArrayInputStream(png));
        int width = all.getWidth();
        int[] pixels = all.getRGB(0, 0, width, all.getHeight(), null, 0, width);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel, 1, Integer::sum);
        }
        int[] palette = counts.entrySet().stream()
                .sorted(Comparator.comparing(each -> -each.getValue()))
                .limit(MOST_COLORS)
                .mapToInt(Map.Entry::getKey)
                .toArray();
        var colors = new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        var few = new BufferedImage(width, all.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colors);
        Map<Integer, Integer> nearest = new HashMap<>();
        for (int i = 0; i < pixels.length; i++) {
            int index = nearest.computeIfAbsent(pixels[i], pixel -> nearest(palette, pixel));
            few.getRaster().setSample(i % width, i / width, 0, index);
        }
        return few;
    }

    private static int nearest(int[] palette, int pixel) {
        return IntStream.range(0, palette.length)
                .boxed()
                .min(Comparator.comparing(index -> distance(palette[index], pixel)))
                .orElseThrow();
    }

    private static int distance(int a, int b) {
        return IntStream.of(0, 8, 16)
                .map(shift -> (a >> shift & 0xff) - (b >> shift & 0xff))
                .map(difference -> difference * difference)
                .sum();
    }
}
