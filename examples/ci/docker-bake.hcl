# docker buildx bake: the app is built beside a check of all that is in its folder, and not without it.
group "default" {
  targets = ["check", "app"]
}

# The program itself, built from its source. A commit in place of the tag holds for good.
target "seaworthy" {
  context = "https://github.com/seaworthy/seaworthy.git#v0.2.0"
}

target "check" {
  context = "."
  contexts = {
    seaworthy = "target:seaworthy"
  }
  dockerfile-inline = <<EOT
FROM seaworthy
COPY . .
RUN ["seaworthy", "check", "--no-cache"]
EOT
  output = ["type=cacheonly"]
}

target "app" {
  context = "."
}
