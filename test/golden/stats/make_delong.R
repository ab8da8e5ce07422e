# Goldens of DeLong's intervals and paired test, from R's pROC 1.18, on the cases of ../metrics/cases.ts and for pROC's own
# aSAH example: Rscript make_delong.R
suppressMessages(library(pROC))

lcg <- function(seed) {
  state <- seed
  function() {
    state <<- (1664525 * state + 1013904223) %% 4294967296
    state %/% 256
  }
}

golden_case <- function(i) {
  draw <- lcg(i * 7919 + 1)
  for (skip in 1:5) draw()
  n <- 2 + draw() %% 60
  levels <- if (i %% 50 == 0) 1 else c(2, 6, 30, 2^20)[draw() %% 4 + 1]
  percent <- c(2, 10, 40, 90)[draw() %% 4 + 1]
  step <- levels %/% 3
  labels <- a <- b <- numeric(n)
  for (j in seq_len(n)) {
    labels[j] <- as.numeric(draw() %% 100 < percent)
    shared <- draw() %% levels
    a[j] <- (shared + draw() %% levels + labels[j] * step) / (3 * levels)
    b[j] <- (shared + draw() %% levels + labels[j] * (step %/% 2)) / (3 * levels)
  }
  list(labels = labels, a = a, b = b)
}

row <- function(labels, a, b) {
  none <- rep(NA, 9)
  if (sum(labels) < 2 || sum(1 - labels) < 2) return(none)
  ra <- roc(labels, a, direction = "<", levels = c(0, 1), quiet = TRUE)
  rb <- roc(labels, b, direction = "<", levels = c(0, 1), quiet = TRUE)
  va <- var(ra, method = "delong")
  vb <- var(rb, method = "delong")
  ca <- suppressWarnings(as.numeric(ci.auc(ra, method = "delong")))
  test <- suppressWarnings(roc.test(ra, rb, method = "delong", paired = TRUE))
  z <- as.numeric(test$statistic)
  c(as.numeric(auc(ra)), va, ca[1], ca[3], vb, cov(ra, rb), if (is.finite(z)) z else NA, if (is.finite(z)) test$p.value else NA,
    as.numeric(auc(rb)))
}

text <- function(x) ifelse(is.na(x), "null", sprintf("%.13g", x))
line <- function(xs) paste0("[", paste(text(xs), collapse = ","), "]")
rows <- vapply(0:999, function(i) with(golden_case(i), line(row(labels, a, b))), "")
columns <- '["auroc","variance","low","high","varianceB","covariance","z","p","aurocB"]'
cat('{"columns":', columns, ',"rows":[\n', paste(rows, collapse = ",\n"), "\n]}\n", sep = "", file = "delong.json")

# pROC's patients are GPL and not ours to pass on. An AUROC and its variance need only how many of each outcome share each rank.
data(aSAH)
outcome <- as.numeric(aSAH$outcome == "Poor")
counts <- function(x) sprintf('{"negatives":%s,"positives":%s,"delong":%s}', line(tabulate(factor(x)[outcome == 0], nlevels(factor(x)))),
    line(tabulate(factor(x)[outcome == 1], nlevels(factor(x)))), line(row(outcome, x, x)[1:4]))
cat('{"s100b":', counts(aSAH$s100b), ',\n"wfns":', counts(as.numeric(aSAH$wfns)), "}\n", sep = "", file = "asah.json")
