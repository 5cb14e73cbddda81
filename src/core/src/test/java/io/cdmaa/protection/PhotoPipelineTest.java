package io.cdmaa.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PhotoPipelineTest {
  @Test
  void aPipelineThrowsWhatItsJobThrew() {
    try (PhotoPipeline pipeline = new PhotoPipeline()) {
      assertThatThrownBy(
              () ->
                  PhotoPipeline.await(
                      pipeline.ahead(
                          () -> {
                            throw new IllegalArgumentException("broken");
                          })))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("broken");
      assertThat(PhotoPipeline.await(pipeline.behind(() -> 3))).isEqualTo(3);
    }
  }
}
