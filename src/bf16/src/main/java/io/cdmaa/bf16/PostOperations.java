package io.cdmaa.bf16;

import com.sun.jna.Pointer;
import io.cdmaa.bf16.Plan.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a primitive does with each element of its result before it writes it, in order. */
final class PostOperations {
  private final List<Consumer<Pointer>> calls = new ArrayList<>();
  private final List<Argument> arguments = new ArrayList<>();

  /** Adds a function with its two parameters. */
  PostOperations function(int kind, double alpha, double beta) {
    calls.add(
        list -> Engine.check(Dnnl.postOpsAppendEltwise(list, kind, (float) alpha, (float) beta)));
    return this;
  }

  /** Adds an operation with a second operand, which may be broadcast. */
  PostOperations combined(int kind, Tensor operand) {
    int index = Codes.ARG_POST_OP * (calls.size() + 1) | Codes.ARG_SECOND;
    arguments.add(new Argument(index, operand));
    calls.add(list -> Engine.check(Dnnl.postOpsAppendBinary(list, kind, operand.desc())));
    return this;
  }

  /** Returns the attributes of a primitive with these operations. */
  Pointer attributes(Engine engine) {
    return engine.with(list -> calls.forEach(call -> call.accept(list)));
  }

  /** Returns a primitive's arguments followed by the operands of these operations. */
  Argument[] after(Argument... own) {
    List<Argument> all = new ArrayList<>(List.of(own));
    all.addAll(arguments);
    return all.toArray(Argument[]::new);
  }
}
