# The events and one series of a project, read from a running platform.
#
# Needs httr2, jsonlite and readr. CTPLATFORM is the address of the platform, TOKEN a token with the
# scope "export", PROJECT the slug of a project, and SERIES the title of a series in it.
library(httr2)
library(readr)

project <- Sys.getenv("PROJECT", "demo")
api <- request(Sys.getenv("CTPLATFORM")) |>
  req_url_path_append("api", "v1") |>
  req_headers(Authorization = paste("Token", Sys.getenv("TOKEN"))) |>
  req_retry(max_tries = 5) # waits as long as Retry-After says

# One row an event. An empty cell is what is not known, and nothing else is: `na = ""` keeps words
# such as "NA", which is Namibia in the files of single records. Types are guessed from all rows,
# since a column may be empty in the first thousand.
file <- tempfile(fileext = ".csv")
api |>
  req_url_path_append("incidents", "export", "") |>
  req_url_query(project = project, format = "table_csv") |>
  req_perform(path = file) |>
  invisible()
events <- read_csv(file, na = "", guess_max = Inf, show_col_types = FALSE)
counted <- subset(events, state == "published" & record_kind == "event")
cat(nrow(counted), "events,", sum(is.na(counted$country)), "without a country,",
    sum(counted$country == "Namibia", na.rm = TRUE), "in Namibia\n")

# One series by its title, and the points of its total.
found <- api |>
  req_url_path_append("series", "") |>
  req_url_query(project = project, page_size = 200) |>
  req_perform() |>
  resp_body_json()
series <- Filter(\(each) each$title == Sys.getenv("SERIES"), found$results)[[1]]
answer <- api |>
  req_url_path_append("series", series$id, "points", "") |>
  req_url_query(group = "total") |>
  req_perform() |>
  resp_body_json(simplifyVector = TRUE)
points <- answer$results
points$bucket <- as.Date(points$bucket)
for (point in seq_len(nrow(points))) {
  cat(format(points$bucket[point]), points$n_min[point], points$n_expected[point],
      points$n_max[point], "\n")
}
cat("left out:", sum(unlist(answer$left_out)), "records\n")

# What is expected as steps, the range as bars. A bucket that is not known is a gap, never a zero.
pdf("series.pdf", width = 8, height = 4)
plot(points$bucket, points$n_expected, type = "s", xlab = "", ylab = series$title,
     ylim = c(0, max(points$n_max, 1)))
segments(points$bucket, points$n_min, points$bucket, points$n_max, col = "grey50")
invisible(dev.off())
