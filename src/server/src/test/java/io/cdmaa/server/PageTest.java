package io.cdmaa.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.testkit.Poll;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real Chromium; skipped where there is none. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PageTest {
  @TempDir private static Path folder;
  private static PageInChromium page;

  @BeforeAll
  static void start() throws IOException {
    page = PageInChromium.start(TinyService.builder().iterations(10), folder);
    page.browser().downloadsInto(Files.createDirectory(folder.resolve("downloads")));
  }

  @AfterAll
  static void stop() {
    if (page != null) {
      page.close();
    }
  }

  @AfterEach
  void fast() {
    page.delay(0);
  }

  private static Path photo(String name, int seed) throws IOException {
    return Files.write(folder.resolve(name), TinyService.photo(40, 30, seed));
  }

  @Test
  void aDroppedPhotoIsProtectedComparedAndDownloaded() throws IOException {
    Tab tab = page.open();
    tab.drop("#drop", photo("me.png", 1));
    tab.until("document.querySelectorAll('#chosen li').length === 1");
    tab.click("#protect");
    tab.untilText(".card .verdict", "rotected");
    tab.untilText(".card .verdict", "When it is posted");
    tab.untilText(".card .verdict", "JPEG of quality 85");
    tab.until("[...document.querySelectorAll('.slider img')].every(i => i.naturalWidth === 40)");
    tab.until(
        "document.querySelectorAll('.card details[open] figure img').length >= 2"
            + " && [...document.querySelectorAll('.card details[open] figure img')].every(i =>"
            + " i.naturalWidth === 16)");
    tab.eval("document.querySelector('.range').focus()");
    tab.press("End", 35);
    tab.until(
        "document.querySelector('.pair').style.getPropertyValue('--split') === '100%' &&"
            + " document.querySelector('.range').getAttribute('aria-valuetext').includes('100 %')");
    tab.click(".card .actions button:first-child");
    Path saved = folder.resolve("downloads").resolve("me-protected.png");
    Poll.untilExists(saved);
    BufferedImage image = ImageIO.read(saved.toFile());
    assertThat(image.getWidth()).isEqualTo(40);
    page.assertSettled(tab);
  }

  @Test
  void severalPhotosAreDownloadedAsOneArchive() throws IOException {
    Tab tab = page.open();
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.copy(photo("a.png", 2), other.resolve("a.png"));
    tab.choose("#files", folder.resolve("a.png"), other.resolve("a.png"));
    tab.untilText("#protect", "Protect 2 photos");
    tab.click("#protect");
    tab.until("document.querySelectorAll('.card .verdict h4').length === 2");
    tab.click("#all");
    Path saved = folder.resolve("downloads").resolve("protected-photos.zip");
    Poll.untilExists(saved);
    List<String> names = new ArrayList<>();
    try (InputStream in = Files.newInputStream(saved);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        assertThat(ImageIO.read(zip).getHeight()).isEqualTo(30);
      }
    }
    assertThat(names).containsExactly("a-protected.png", "a-protected (2).png");
    tab.click("#clear");
    tab.until("document.querySelectorAll('.card').length === 0");
    page.assertSettled(tab);
  }

  @Test
  void aReloadInTheMiddleResumes() throws IOException {
    page.delay(1000);
    Tab tab = page.open();
    tab.choose("#files", photo("slow.png", 3));
    tab.click("#protect");
    tab.untilText(".card", "Step");
    tab.reload();
    tab.untilText(".card", "slow.png");
    tab.untilText(".card", "left");
    page.delay(0);
    tab.until("document.querySelector('.card .verdict h4')");
    tab.reload();
    tab.until("document.querySelector('.card .verdict h4')");
    page.assertSettled(tab);
  }

  @Test
  void cancelEndsASearchAndLeavesNothing() throws IOException {
    page.delay(1000);
    Tab tab = page.open();
    tab.choose("#files", photo("stop.png", 4));
    tab.click("#protect");
    tab.untilText(".card", "Step");
    JsonNode id = tab.eval("JSON.parse(sessionStorage.getItem('cdmaa-jobs'))[0].id");
    tab.click(".card .head button");
    tab.untilText(".card", "Cancelled");
    Client client = page.client();
    assertThat(client.get("/api/v1/jobs/" + id.asText()).status()).isEqualTo(404);
    page.assertSettled(tab);
  }

  @Test
  void aPhotoThatCannotBeDeletedIsSaidToBeStillThere() throws IOException {
    Tab tab;
    try (PhotoServer gone =
        TinyService.start(TinyService.builder(), TinyService.settings(folder.resolve("gone")))) {
      tab = page.open(gone);
      tab.until("!document.getElementById('form').hidden");
      tab.choose("#files", photo("kept.png", 9));
      tab.click("#protect");
      tab.untilText(".card", "Delete from the service");
    }
    tab.eval(
        "[...document.querySelectorAll('.card .actions button')]"
            + ".find(b => b.textContent === 'Delete from the service').click()");
    tab.untilText(".card", "The service still has this photo: The service does not answer");
  }

  @Test
  void anEmptyFileIsCalledSo() throws IOException {
    Tab tab = page.open();
    tab.choose("#files", Files.createFile(folder.resolve("empty.png")));
    tab.click("#protect");
    tab.untilText(".card .verdict", "The file is empty");
    page.assertSettled(tab);
  }

  @Test
  void twoTabsKeepTheirPhotosApart() throws IOException {
    Tab one = page.open();
    Tab two = page.open();
    one.choose("#files", photo("one.png", 5));
    two.choose("#files", photo("two.png", 6));
    one.click("#protect");
    two.click("#protect");
    for (Tab tab : List.of(one, two)) {
      tab.until("document.querySelector('.card .verdict h4')");
      assertThat(tab.eval("document.querySelectorAll('.card').length").asInt()).isEqualTo(1);
      page.assertSettled(tab);
    }
    assertThat(two.text(".card h3")).isEqualTo("two.png");
  }

  @Test
  void anErrorIsShownInTheServicesOwnWords() throws IOException {
    Tab tab = page.open();
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    tab.drop("#drop", text);
    tab.until("document.querySelectorAll('#chosen li').length === 1");
    tab.click("#protect");
    tab.untilText(".card .verdict", "Not protected");
    assertThat(tab.text(".card .verdict")).contains("text.png is not a JPEG, PNG");
    // The browser itself notes each answer that is an error; nothing else may be there.
    assertThat(tab.errors()).allMatch(error -> error.contains("status of 415"));
  }

  @Test
  void aBoxIsDrawnByHandAndOnlyItsInsideChanges() throws IOException {
    Tab tab = page.open();
    Path photo = photo("box.png", 7);
    tab.choose("#files", photo);
    tab.until("document.querySelector('.preview img')?.naturalWidth === 40");
    tab.select("#chosen select", "boxes");
    tab.drag(".preview", 0.5, 0.2, 0.95, 0.8);
    tab.until("Number(document.querySelector('.numbers input').value) >= 18");
    tab.click("#protect");
    tab.until("document.querySelector('.card .verdict h4')");
    String id = tab.eval("JSON.parse(sessionStorage.getItem('cdmaa-jobs'))[0].id").asText();
    Client client = page.client();
    byte[] result = client.get("/api/v1/jobs/" + id + "/photo?preview").body();
    BufferedImage before = ImageIO.read(photo.toFile());
    BufferedImage after = ImageIO.read(new ByteArrayInputStream(result));
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 18; x++) {
        assertThat(after.getRGB(x, y)).isEqualTo(before.getRGB(x, y));
      }
    }
    page.assertSettled(tab);
  }

  @Test
  void aPhotoThatIsNotProtectedIsCalledSo() throws IOException {
    try (PhotoServer weak =
        TinyService.start(
            TinyService.builder().threshold(4).epsilon(0.01),
            TinyService.settings(folder.resolve("weak")))) {
      Tab tab = page.open(weak);
      tab.until("!document.getElementById('form').hidden");
      tab.eval("document.querySelector('input[value=low]').click()");
      tab.choose("#files", photo("weak.png", 8));
      tab.click("#protect");
      tab.untilText(".card .verdict.bad h4", "Not protected");
      tab.untilText(".card", "None of 3 fakes is broken");
      tab.untilText(".card", "Download anyway");
      assertThat(tab.errors()).isEmpty();
    }
  }

  @Test
  void aTokenIsAskedForOnce() throws IOException {
    try (PhotoServer closed =
        TinyService.start(
            TinyService.builder(),
            TinyService.settings(folder.resolve("closed")).withToken("secret"))) {
      Tab tab = page.open(closed);
      tab.until("!document.getElementById('sign-in').hidden");
      tab.eval("document.getElementById('token').value = 'wrong'");
      tab.click("#sign-in button");
      tab.untilText("#problem", "token is missing or wrong");
      tab.eval("document.getElementById('token').value = 'secret'");
      tab.click("#sign-in button");
      tab.until("!document.getElementById('form').hidden");
      tab.choose("#files", photo("closed.png", 9));
      tab.click("#protect");
      tab.until("document.querySelector('.card .verdict h4')");
      tab.reload();
      tab.until("document.querySelector('.card .verdict h4')");
    }
  }

  @Test
  void allOfItFitsAPhoneAndIsNamedForScreenReaders() throws IOException {
    Tab tab = page.open();
    tab.size(375, 700, true);
    tab.choose("#files", photo("phone-with-a-rather-long-name-as-cameras-give-them.png", 10));
    tab.until("document.querySelector('.preview img')?.naturalWidth === 40");
    fits(tab);
    tab.click("#protect");
    tab.until("document.querySelector('.card .verdict h4')");
    fits(tab);
    JsonNode nameless =
        tab.eval(
            "[...document.querySelectorAll('button, input, select, img, progress')].filter(e =>"
                + " !(e.getAttribute('aria-label') || e.alt || e.innerText?.trim() ||"
                + " e.labels?.length)).map(e => e.outerHTML)");
    assertThat(nameless).isEmpty();
    page.assertSettled(tab);
  }

  private static void fits(Tab tab) {
    JsonNode wide =
        tab.eval(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right >"
                + " 375.5).map(e => e.outerHTML.slice(0, 200))");
    assertThat(wide).isEmpty();
    assertThat(tab.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(375);
  }

  @Test
  void theKeyboardReachesEverythingInOrder() throws IOException {
    Tab tab = page.open();
    tab.choose("#files", photo("keys.png", 11));
    tab.untilText("#chosen", "No face was found");
    tab.eval("document.getElementById('files').focus()");
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      tab.press("Tab", 9);
      reached.add(
          tab.eval("document.activeElement.tagName + ' ' + (document.activeElement.name ?? '')")
              .asText()
              .strip());
    }
    assertThat(reached)
        .containsExactly("SELECT", "BUTTON", "INPUT strength", "SUMMARY", "BUTTON", "A");
    page.assertSettled(tab);
  }
}
