# Percentile and BCa intervals from R's boot, on generated cases of at least 20 with both classes: Rscript make_boot.R
suppressMessages(library(boot))
source_lines <- readLines("make_delong.R")
eval(parse(text = source_lines[seq(grep("^lcg <-", source_lines), grep("^row <-", source_lines) - 1)]))

auroc <- function(d, i) {
  y <- d$y[i]
  r <- rank(d$s[i])
  m <- sum(y)
  n <- length(y) - m
  if (m == 0 || n == 0) return(NA)
  (sum(r[y == 1]) - m * (m + 1) / 2) / (m * n)
}
brier <- function(d, i) mean((d$s[i] - d$y[i])^2)

set.seed(1)
out <- character(0)
for (i in 0:1999) {
  d <- golden_case(i)
  if (length(d$labels) < 20 || sum(d$labels) < 6 || sum(1 - d$labels) < 6 || length(unique(d$a)) < 20) next
  data <- data.frame(y = d$labels, s = d$a)
  ends <- function(statistic, ...) {
    b <- boot(data, statistic, R = 4000, ...)
    ci <- boot.ci(b, type = c("perc", "bca"))
    c(ci$percent[4:5], ci$bca[4:5])
  }
  plain <- ends(brier)
  strat <- ends(auroc, strata = data$y + 1)[1:2]
  out <- c(out, sprintf("[%s]", paste(sprintf("%.6g", c(i, plain, strat)), collapse = ",")))
  if (length(out) == 100) break
}
cat('{"columns":["case","percentileLow","percentileHigh","bcaLow","bcaHigh","aurocLow","aurocHigh"],"rows":[\n',
    paste(out, collapse = ",\n"), "\n]}\n", sep = "", file = "boot.json")
