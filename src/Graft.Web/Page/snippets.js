/** The lines that ask the server what the page asks. */
export function snippet(language, { address, model, file }) {
  const target = `${address}v1/predict?top=5${model ? `&model=${model}` : ""}`;
  const name = file.replaceAll("'", "").replaceAll("\"", "");
  return language === "curl" ? `curl -F 'file=@${name}' '${target}'` : `using System.Net.Http.Json;
using System.Text.Json;

using HttpClient client = new();
using MultipartFormDataContent form = new() { { new ByteArrayContent(File.ReadAllBytes("${name}")), "file", "${name}" } };
using HttpResponseMessage answer = await client.PostAsync("${target}", form);
JsonElement pictures = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("pictures");
foreach (JsonElement row in pictures[0].GetProperty("predictions").EnumerateArray())
{
    Console.WriteLine($"{row.GetProperty("probability").GetDouble():P1}  {row.GetProperty("label")}");
}`;
}
