package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.cli.CommandLineFixture.Outcome;
import io.cdmaa.testkit.Poll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ServeCommandTest {
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = TinyModels.conditional(folder.resolve("generator.onnx"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String get(int port, String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void servesThePageAndTheModelsUntilItIsInterrupted() throws Exception {
    int port = freePort();
    Interruption interruption = new Interruption();
    CompletableFuture<Outcome> end =
        CompletableFuture.supplyAsync(
            () ->
                run(
                    interruption,
                    Optional.empty(),
                    "serve",
                    "--models",
                    model,
                    "--port",
                    port,
                    "--data",
                    folder.resolve("data"),
                    "--strength=high",
                    "--cache=off"));
    Poll.until(() -> end.isDone() || get(port, "/readyz").contains("ready"), "the service");
    assertThat(get(port, "/")).contains("Protect photos against deepfakes");
    assertThat(get(port, "/api/v1/generators"))
        .contains("\"name\":\"generator\"")
        .contains("\"usual\":\"high\"");
    interruption.request();
    Outcome outcome = end.get(1, TimeUnit.MINUTES);
    assertThat(outcome.code()).isEqualTo(Interruption.EXIT_CODE);
    assertThat(outcome.out()).contains("http://127.0.0.1:" + port + "/");
    assertThat(outcome.err()).contains("Ready");
  }

  @Test
  void otherMachinesAreServedOnlyWithATokenOrOnPurpose() throws IOException {
    Outcome outcome = run("serve", "--models", model, "--bind", "0.0.0.0", "--data", folder);
    assertThat(outcome.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(outcome.err()).contains("--token-file").contains("--insecure");
    Path token = Files.writeString(folder.resolve("token"), "short\n");
    Outcome weak =
        run("serve", "--models", model, "--bind=0.0.0.0", "--token-file", token, "--data", folder);
    assertThat(weak.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(weak.err()).contains("16 ASCII characters");
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Outcome outcome =
          run(
              "serve",
              "--models",
              model,
              "--port",
              taken.getLocalPort(),
              "--data",
              folder.resolve("data"),
              "--cache=off");
      assertThat(outcome.code()).isEqualTo(ExitCodes.FAILED);
      assertThat(outcome.err()).contains("port " + taken.getLocalPort());
    }
  }

  @Test
  void anAddressThatIsNotOfThisMachineIsNotCalledAPortInUse() {
    for (String address : List.of("192.0.2.1", "nowhere.invalid")) {
      Outcome outcome =
          run(
              "serve",
              "--models",
              model,
              "--bind",
              address,
              "--insecure",
              "--port",
              0,
              "--data",
              folder.resolve("data"),
              "--cache=off");
      assertThat(outcome.code()).isEqualTo(ExitCodes.FAILED);
      assertThat(outcome.err())
          .contains(address, "address, so")
          .doesNotContain("choose another port");
    }
  }

  @Test
  void aFolderThatCannotBeUsedIsNamedWithItsOption() throws IOException {
    Path file = Files.writeString(folder.resolve("a-file"), "");
    Outcome outcome = run("serve", "--models", model, "--data", file, "--cache=off");
    assertThat(outcome.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(outcome.err())
        .contains(file + " for the jobs cannot be used (it is not a folder)", "(--data)");
  }

  @Test
  void whatBelongsToOnePhotoIsNoSettingOfAService() {
    Outcome outcome =
        run("serve", "--models", model, "--mask", folder.resolve("m.png"), "--data", folder);
    assertThat(outcome.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(outcome.err()).contains("--mask");
    assertThat(run("serve", "--models", model, "--port", "70000", "--data", folder).err())
        .contains("--port is 70000");
  }
}
