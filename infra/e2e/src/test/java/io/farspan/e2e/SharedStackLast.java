package io.farspan.e2e;

import java.util.Arrays;
import java.util.Comparator;

import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Orders the classes that use the shared stack last, because once started it takes its share of the machine until the
 * end. In each half the order is that of their names, so that a failure is met again.
 */
final class SharedStackLast implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(Comparator.comparing(SharedStackLast::sharesTheStack)
                        .thenComparing(test -> test.getTestClass().getName()));
    }

    private static boolean sharesTheStack(ClassDescriptor test) {
        return test.findAnnotation(ExtendWith.class)
                .filter(extensions -> Arrays.asList(extensions.value()).contains(StackFixture.class))
                .isPresent();
    }
}
