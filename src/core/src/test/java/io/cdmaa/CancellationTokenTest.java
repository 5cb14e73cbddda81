package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class CancellationTokenTest {
  @Test
  void aChildEndsWithItsParentAndAlone() {
    CancellationToken parent = new CancellationToken();
    CancellationToken alone = parent.child();
    alone.cancel();
    assertThat(alone.isCancelled()).isTrue();
    assertThat(parent.isCancelled()).isFalse();
    CancellationToken child = parent.child().child();
    child.throwIfCancelled();
    parent.cancel();
    assertThatThrownBy(child::throwIfCancelled).isInstanceOf(CancellationException.class);
  }

  @Test
  void anInterruptOfTheWorkingThreadCountsForAChildToo() {
    CancellationToken child = new CancellationToken().child();
    Thread.currentThread().interrupt();
    boolean cancelled = child.isCancelled();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(cancelled).isTrue();
    assertThat(child.isCancelled()).isFalse();
  }
}
